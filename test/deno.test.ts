// The wire on Deno, with the permissions that people give it.
import { conformance } from './conformance.ts';
import { denoWith, standInForNode, words } from './deno/task.ts';
import { startGateway } from './fixtures/gateway.ts';

standInForNode();
conformance('deno', (options) => startGateway(denoWith(words), options));
