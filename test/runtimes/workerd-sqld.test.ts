// The wire on Workers: every session an object of its own in workerd, with a libSQL server behind it.
import { conformance } from '../conformance.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { workerd } from '../fixtures/runtimes.ts';

conformance('workerd', (options) => startGateway(workerd, options), { database: 'remote', host: 'edge' });
