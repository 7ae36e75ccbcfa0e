// The wire on Node, with a database on a libSQL server.
import { afterAll } from 'vitest';
import { conformance } from '../conformance.ts';
import { node } from '../fixtures/runtimes.ts';
import { onSqld } from './on-sqld.ts';

const { start, removeServers } = onSqld(node);
afterAll(removeServers);
conformance('node on a libSQL server', start, { database: 'remote', host: 'machine' });
