// The wire on Deno, with the permissions that people give it.
import { conformance } from './conformance.ts';
import { startGateway } from './fixtures/gateway.ts';
import { deno } from './fixtures/runtimes.ts';

conformance('deno', (options) => startGateway(deno, options));
