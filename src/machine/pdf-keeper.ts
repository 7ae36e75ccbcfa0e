// What runs in the process: it has one PDF read in a thread, says how that went, and ends, thread and all.
import { extname } from 'node:path';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';
import * as v from 'valibot';
import { readInThread } from './pdf-thread.ts';

const Limits = v.object({ until: v.number(), maxPages: v.number(), maxCharacters: v.number() });

const limits = v.parse(Limits, JSON.parse(process.argv[2] ?? ''));
const read = readInThread(new URL(`./pdf-worker${extname(import.meta.url)}`, import.meta.url));
const bytes = await buffer(process.stdin);
const outcome = await read(bytes, limits, new AbortController().signal);
process.stdout.write(JSON.stringify(outcome), () => process.exit());
