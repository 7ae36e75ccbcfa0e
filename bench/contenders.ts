// Who takes part: the floor always, the gateway as it was built, and OpenClaw where it is installed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildFloor } from './build.ts';
import type { Contender } from './server.ts';

export type Field = { floor: Contender; gateway: Contender; openclaw: Contender | null };

const bundle = join(import.meta.dirname, '../dist/node.js');

/** The field for one run of the benches; the directory takes the floor's bundle. */
export async function enrol(directory: string): Promise<Field> {
  const floor = { name: 'floor', command: [process.execPath, await buildFloor(directory)] };
  return { floor, gateway: subject(floor), openclaw: openclaw(process.env.OPENCLAW_BIN) };
}

export function everyone({ floor, gateway, openclaw }: Field): Contender[] {
  return openclaw ? [floor, gateway, openclaw] : [floor, gateway];
}

/** BENCH_SUBJECT=floor measures the floor against itself: what differs from 1 is the error of these benches. */
function subject(floor: Contender): Contender {
  const wanted = process.env.BENCH_SUBJECT ?? 'gateway';
  if (wanted === 'floor') return { ...floor, name: 'floor again' };
  if (wanted !== 'gateway') throw new Error(`Cannot bench '${wanted}': BENCH_SUBJECT is 'gateway' or 'floor'`);
  if (!existsSync(bundle)) throw new Error('Cannot bench the gateway: dist/node.js is missing, npm run build makes it');
  return { name: 'pincer', command: [process.execPath, bundle] };
}

function openclaw(file: string | undefined): Contender | null {
  if (!file) return null;
  if (!existsSync(file)) throw new Error(`Cannot bench OpenClaw: OPENCLAW_BIN names '${file}', which does not exist`);
  const command = /\.[cm]?js$/.test(file) ? [process.execPath, file] : [file];
  return { name: 'openclaw', command };
}
