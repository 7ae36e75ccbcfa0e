// The refusals that stand in the gateway's log, newest last, those that follow each other alike counted as one.
import * as v from 'valibot';
import { LOG_BYTES } from '../machine/log-file.ts';
import { readTail } from '../machine/log-tail.ts';
import { printable } from './log-line.ts';

/** Much of it was said by strangers: nothing in it may steer the terminal, or fill it. */
const LONGEST = 1000;
const Said = v.pipe(
  v.string(),
  v.transform((text) => printable(text.slice(0, LONGEST))),
);
const Perhaps = v.fallback(v.nullish(Said, null), null);

const Refused = v.object({
  way: v.picklist(['socket', 'http']),
  path: Perhaps,
  message: Said,
  code: Perhaps,
  rule: Said,
  next: Perhaps,
  address: Perhaps,
  peer: Perhaps,
  client: Perhaps,
  origin: Perhaps,
  host: Perhaps,
  user: Perhaps,
});
const RefusalRecord = v.object({
  '@timestamp': Said,
  logger: v.literal('pincer.auth'),
  properties: v.intersect([v.object({ event: v.literal('refusal') }), Refused]),
});

export type Refusal = v.InferOutput<typeof Refused>;
export type RefusalRun = Refusal & { first: string; last: string; times: number };

export function readRefusals(log: string, most: number): RefusalRun[] {
  const newest = linesOf(log);
  const runs = inRuns(newest);
  // What came before the last rotation of the log.
  return (runs.length < most ? inRuns([...linesOf(`${log}.1`), ...newest]) : runs).slice(-most);
}

function linesOf(path: string): string[] {
  return readTail(path, LOG_BYTES)
    .split('\n')
    .filter((line) => line.includes('"refusal"'));
}

function inRuns(lines: readonly string[]): RefusalRun[] {
  const runs: RefusalRun[] = [];
  for (const line of lines) {
    const record = readRefusal(line);
    if (!record) continue;
    const { at, refusal } = record;
    const before = runs.at(-1);
    if (before && isAlike(before, refusal)) Object.assign(before, { last: at, times: before.times + 1 });
    else runs.push({ ...refusal, first: at, last: at, times: 1 });
  }
  return runs;
}

function readRefusal(line: string): { at: string; refusal: Refusal } | null {
  try {
    const record = v.parse(RefusalRecord, JSON.parse(line));
    const { event: _, ...refusal } = record.properties;
    return { at: record['@timestamp'], refusal };
  } catch {
    return null;
  }
}

function isAlike(one: Refusal, other: Refusal): boolean {
  const decisive = ({ way, path, message, address, client, origin, host, user }: Refusal) =>
    JSON.stringify([way, path, message, address, client, origin, host, user]);
  return decisive(one) === decisive(other);
}
