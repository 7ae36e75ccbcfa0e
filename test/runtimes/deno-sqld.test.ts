// The wire on Deno, with a database on a libSQL server.
import { afterAll } from 'vitest';
import { conformance } from '../conformance.ts';
import { deno } from '../fixtures/runtimes.ts';
import { onSqld } from './on-sqld.ts';

const { start, removeServers } = onSqld(deno);
afterAll(removeServers);
conformance('deno on a libSQL server', start, { database: 'remote', host: 'machine' });
