// Somebody who moves over: transcripts as OpenClaw left them, and a state directory to take them into.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Whole } from '../../src/export/session-file.ts';
import { openPlace } from '../../src/machine/database.ts';
import { databasePlace } from '../../src/machine/database-place.ts';
import { type Imported, importSessions, type Order } from '../../src/machine/import.ts';
import { readWhole } from '../../src/machine/session-whole.ts';
import { stateDirectory } from '../../src/machine/state-directory.ts';
import { openTranscript } from '../../src/store/transcript.ts';
import { Writer } from '../../src/store/writer.ts';

export const transcripts = fileURLToPath(new URL('openclaw', import.meta.url));
export const MAIN = '835a2b54-2e5d-4aea-80e1-e54e3729eb77';
export const SECOND = '833d6e0c-19c2-40d0-99df-5fe6ff9df500';

export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'pincer-import-test-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** The transcripts in one of their two forms, in a folder of their own. */
export function given(form: 'lines' | 'database', at = folder()): string {
  mkdirSync(at, { recursive: true });
  for (const name of readdirSync(transcripts)) {
    const wanted = form === 'database' ? name.endsWith('.sqlite') : /\.jsonl$|^sessions\.json$/.test(name);
    if (wanted) cpSync(join(transcripts, name), join(at, name));
  }
  return at;
}

/** One transcript made of its lines. */
export function write(at: string, name: string, lines: readonly object[], end = '\n'): string {
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, name), lines.map((line) => JSON.stringify(line)).join('\n') + end);
  return at;
}

export function said(id: string, parentId: string | null, text: string): object {
  const message = { role: 'user', content: text, timestamp: 1000 };
  return { type: 'message', id, parentId, timestamp: '2026-01-01T00:00:00.000Z', message };
}

export function house() {
  const directory = stateDirectory(join(folder(), 'state'));
  const place = databasePlace(directory, {});
  return {
    directory,
    take: (path: string, over: Partial<Order> = {}): Promise<Imported[]> =>
      importSessions({
        path,
        agentId: undefined,
        directory,
        place,
        mainKey: 'main',
        dryRun: false,
        now: 5000,
        ...over,
      }),
    /** A session as it is stored. */
    async session(key: string): Promise<Whole | null> {
      const database = await openPlace(place);
      const whole = await readWhole(openTranscript(database, new Writer(database), key));
      database.$client.close();
      return whole;
    },
  };
}

/** Every file of a folder, by what is in it. */
export function fingerprint(at: string): Record<string, string> {
  const names = readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file, createHash('sha256').update(readFileSync(file)).digest('hex')];
    }),
  );
}
