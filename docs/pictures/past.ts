// What was talked about before the pictures were taken: transcripts as `pincer import` takes them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

type Talk = {
  key: string;
  label: string;
  /** Milliseconds ago. */
  ago: number;
  said: readonly (readonly [question: string, answer: string])[];
  pinned?: boolean;
  category?: string;
};

const talks: readonly Talk[] = [
  {
    key: 'shopping',
    label: 'Shopping list',
    ago: 26 * MINUTE,
    pinned: true,
    said: [['Add lamp oil and two lemons.', 'Added. There are seven things on the list now.']],
  },
  {
    key: 'router',
    label: 'Router firmware notes',
    ago: 55 * MINUTE,
    said: [['What changed in 4.2?', 'The changelog mentions two fixes, and one of them is about the guest network.']],
  },
  {
    key: 'lisbon',
    label: 'Trip to Lisbon',
    ago: 2 * 60 * MINUTE,
    said: [['And trains on the 14th?', 'Three before noon. The one at 9:30 needs no change.']],
  },
  {
    key: 'boiler',
    label: 'Boiler service',
    ago: DAY,
    category: 'Household',
    said: [['When was the last one?', 'On 3 October. The next one is due in spring.']],
  },
  {
    key: 'invoice',
    label: 'Invoice template',
    ago: 3 * DAY,
    category: 'Household',
    said: [['Put the totals on the right.', 'Done. The totals now follow the columns of the hours.']],
  },
  {
    key: 'reading',
    label: 'Reading list',
    ago: 9 * DAY,
    said: [['Something short about bees?', 'A slim one: 120 pages, and the library in your street has it.']],
  },
];

export const groups = ['Household'];

/** The nights before, as they stand in the agent's workspace. */
export const nights = [
  'night,copy_min,verify_min',
  ...Array.from(
    { length: 14 },
    (_, index) => `2026-03-${String(6 + index).padStart(2, '0')},${22 + (index % 3)},${index === 13 ? 97 : 6}`,
  ),
].join('\n');

/** The log that comes with the question. */
export const log = Array.from(
  { length: 900 },
  (_, index) =>
    `02:${String(Math.floor(index / 60) + 10).padStart(2, '0')}:${String(index % 60).padStart(2, '0')} verify: block ${4000 + index} read, read again, the same`,
).join('\n');

export function writePast(folder: string, now: number): string {
  const listed: Record<string, object> = {};
  for (const { key, label, ago, said, pinned = false, category } of talks) {
    const messages = said.flatMap(([question, answer]) => [
      { role: 'user', content: question },
      { role: 'assistant', content: [{ type: 'text', text: answer }], stopReason: 'stop' },
    ]);
    const lines = messages.map((message, index) => {
      const at = now - ago + index * 4000;
      const id = `${key}-${index}`;
      const parentId = index === 0 ? null : `${key}-${index - 1}`;
      return {
        type: 'message',
        id,
        parentId,
        timestamp: new Date(at).toISOString(),
        message: { ...message, timestamp: at },
      };
    });
    const head = { type: 'session', version: 4, id: key, timestamp: new Date(now - ago).toISOString() };
    writeFileSync(join(folder, `${key}.jsonl`), `${[head, ...lines].map((line) => JSON.stringify(line)).join('\n')}\n`);
    const at = now - ago + 4000;
    const times = { createdAt: now - ago, updatedAt: at, lastInteractionAt: at };
    listed[`agent:main:${key}`] = { sessionId: key, label, pinned, category, ...times };
  }
  writeFileSync(join(folder, 'sessions.json'), JSON.stringify(listed));
  return folder;
}
