// A store on a real database server, with a proxy between that loses what a test wants to be lost.
import { createClient } from '@libsql/client/http';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { Change } from '../../src/ports.ts';
import type { SessionRecord } from '../../src/records.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openTranscript } from '../../src/store/transcript.ts';
import { type Beside, Writer } from '../../src/store/writer.ts';
import { startLossyProxy } from '../fixtures/lossy-proxy.ts';
import { type Sqld, startSqld } from '../fixtures/sqld.ts';
import { change, entry, session } from './fixture.ts';

/** One server for the tests of a file: each has sessions of its own. */
export function useSqld(): () => Sqld {
  let sqld: Sqld | undefined;
  beforeAll(async () => {
    sqld = await startSqld();
  });
  afterAll(() => sqld?.remove());
  return () => {
    if (!sqld) throw new Error('The server starts before the tests');
    return sqld;
  };
}

export async function openRemote({ url }: Sqld, beside?: Beside) {
  const direct = createClient({ url });
  const proxy = await startLossyProxy(url);
  const db = await openDatabase(createClient({ url: proxy.url }));
  onTestFinished(async () => {
    for (const client of [direct, db.$client]) client.close();
    await proxy.close();
  });
  const writer = new Writer(db, beside);
  return {
    db,
    direct,
    proxy,
    writer,
    transcript: (key: string) => openTranscript(db, writer, key),
    /** Who says what stands in a session: positions of its entries, and its version. */
    async stored({ id }: SessionRecord) {
      const args = [id];
      const entries = await direct.execute({
        sql: 'select content from entries where session_id = ? order by seq',
        args,
      });
      const sessions = await direct.execute({ sql: 'select version from sessions where id = ?', args });
      return {
        version: sessions.rows[0]?.version ?? null,
        said: entries.rows.map(({ content }) => JSON.parse(String(content))),
      };
    },
  };
}

export type Remote = Awaited<ReturnType<typeof openRemote>>;

/** One more thing is said. Without what was before, it begins. */
export function saying(words: string, before?: SessionRecord, step = 7): Change {
  const of = before ?? session();
  const position = of.position + 1;
  const after = { ...of, position, version: of.version + step };
  const said = entry(of, position, { content: words });
  return change(after, { base: before ? before.version : null, entries: [said] });
}

export const finding = (body: string) => body.includes('from \\"sessions\\"') && body.includes('json_each(?1)');
