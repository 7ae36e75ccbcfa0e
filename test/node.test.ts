// The wire on Node.
import { conformance } from './conformance.ts';
import { startGateway } from './fixtures/gateway.ts';
import { node } from './fixtures/runtimes.ts';

conformance('node', (options) => startGateway(node, options));
