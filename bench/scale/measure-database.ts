// One sqld: how many of our own batches it commits, with one session that writes and with sixteen, how many pages of a
// history it reads, and how much it keeps.
import { SessionActor } from '../../actors/session.ts';
import { termsOf } from '../../src/assembly/terms.ts';
import { parseSettings } from '../../src/config/parse.ts';
import type { Transcript } from '../../src/ports.ts';
import { askBulletin } from '../../src/store/bulletin.ts';
import type { Database } from '../../src/store/database.ts';
import { openTranscript } from '../../src/store/transcript.ts';
import { Writer } from '../../src/store/writer.ts';
import { message } from '../load.ts';
import { gauge, note, noteGauge, repeated, type Series, together } from './gauge.ts';
import type { Platform } from './platform.ts';

const SPAN_MS = 1500;
const WRITERS = [1, 3];
const READERS = [1, 16];
const PAGE = 50;
const KEPT = 1000;

export async function database(platform: Platform, series: Series, round: number): Promise<void> {
  const db = await platform.open();
  for (const count of WRITERS) {
    const actors = Array.from({ length: count }, (_, index) =>
      open(db, `agent:main:writer-${round}-${count}-${index}`),
    );
    const all = async (span: number) =>
      together(
        await Promise.all(
          actors.map(({ actor }) =>
            repeated((index) => actor.call({ type: 'inject', message: message(index) }), 1, span),
          ),
        ),
      );
    await all(200);
    const found = await gauge(platform, () => all(SPAN_MS));
    noteGauge(series, `sqld, commits, ${count} at once`, found);
  }
  const { actor, transcript } = open(db, `agent:main:kept-${round}`);
  const before = await bytes(db);
  for (let index = 0; index < KEPT; index += 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, more) => actor.call({ type: 'inject', message: message(index + more) })),
    );
  }
  note(series, 'sqld, bytes for 1000 messages', ((await bytes(db)) - before) * (1000 / KEPT));
  const loaded = await transcript.load();
  const { id = '', branch = 0, position = 0 } = loaded?.session ?? {};
  for (const inFlight of READERS) {
    const read = () => transcript.page(id, { branch, after: 0, upTo: position }, PAGE);
    noteGauge(
      series,
      `sqld, pages of ${PAGE}, ${inFlight} at once`,
      await gauge(platform, () => repeated(read, inFlight, SPAN_MS)),
    );
  }
  db.$client.close();
}

const { settings } = parseSettings('', {});
if (!settings) throw new Error('Cannot measure without the settings that everybody has');
const terms = termsOf(settings);

/** As an object has it: a writer of its own, with the question that goes along. */
export function open(db: Database, key: string): { actor: SessionActor; transcript: Transcript } {
  const writer = new Writer(db, { statement: askBulletin, heard: () => undefined });
  const transcript = openTranscript(db, writer, key);
  const actor = new SessionActor({
    key,
    transcript,
    agent: () => {
      throw new Error('Nobody asks for an answer here');
    },
    terms: () => terms,
    now: Date.now,
    watchers: { deliver: () => undefined },
  });
  return { actor, transcript };
}

async function bytes({ $client }: Database): Promise<number> {
  const { rows } = await $client.execute(
    'select page_count * page_size as "bytes" from pragma_page_count, pragma_page_size',
  );
  return Number(rows[0]?.bytes ?? 0);
}
