// Writes the figures of docs/scale.md between their marks; the text around them has none that this does not write.
import { readFileSync, writeFileSync } from 'node:fs';
import { type Measured, readMeasured } from './measured.ts';
import { readSimulated, type Simulated } from './simulated.ts';
import {
  countTable,
  crowdTable,
  echoWords,
  listenerTable,
  loadTable,
  objectTable,
  roomWords,
  sourceWords,
} from './tables-measured.ts';
import {
  assumptionWords,
  costTable,
  costWords,
  dayTable,
  ladderTable,
  nameWords,
  peakTable,
  shardWords,
  trafficTable,
} from './tables-simulated.ts';

const page = new URL('../../docs/scale.md', import.meta.url);

const measured: Record<string, (found: Measured) => string> = {
  source: sourceWords,
  loads: loadTable,
  echo: echoWords,
  listeners: listenerTable,
  crowds: crowdTable,
  objects: objectTable,
  room: roomWords,
  counts: countTable,
};
const simulated: Record<string, (found: Simulated) => string> = {
  traffic: trafficTable,
  assumptions: assumptionWords,
  day: dayTable,
  peak: peakTable,
  ladder: ladderTable,
  shards: shardWords,
  names: nameWords,
  costs: costTable,
  prices: costWords,
};

/** The page as it is to be: the same but for what stands between the marks. */
export function withFigures(text: string): string {
  const made = [
    ...Object.entries(measured).map(([name, write]) => [name, write(readMeasured())] as const),
    ...Object.entries(simulated).map(([name, write]) => [name, write(readSimulated())] as const),
  ];
  return made.reduce((written, [name, figures]) => {
    const place = new RegExp(`<!-- ${name} -->.*<!-- /${name} -->`, 's');
    if (!place.test(written)) throw new Error(`Cannot write "${name}": docs/scale.md has no place for it`);
    return written.replace(place, () => `<!-- ${name} -->\n${figures}\n<!-- /${name} -->`);
  }, text);
}

export function writtenPage(): string {
  return readFileSync(page, 'utf8');
}

if (import.meta.main) writeFileSync(page, withFigures(writtenPage()));
