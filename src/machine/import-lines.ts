// A folder of OpenClaw's transcripts: its list of sessions, and one file of lines for each.
import { basename, join } from 'node:path';
import { besideKey, type Refused, type Source } from '../import/candidate.ts';
import { isName, type Lines, readLines } from '../import/lines.ts';
import { type Listed, readSessionList } from '../import/session-entry.ts';
import { MachineFailure } from './failure.ts';
import { readSteady } from './import-copy.ts';
import { type Place, transcriptsIn } from './import-places.ts';
import { readIfThere } from './private-file.ts';

export function* readFolder({ folder, only, agentId }: Extract<Place, { kind: 'lines' }>): Generator<Source | Refused> {
  const { files } = transcriptsIn(folder);
  const unnamed = new Set(only === null ? files : [only]);
  for (const { key, entry } of readList(join(folder, 'sessions.json'))) {
    const file = fileOf(entry, files);
    if (file === undefined) {
      if (only === null) yield { key, sessionId: entry.sessionId, reason: 'its transcript is not there' };
      continue;
    }
    if (only !== null && file !== only) continue;
    unnamed.delete(file);
    yield { key, agentId, sessionId: entry.sessionId, entry, lines: readLines(readSteady(join(folder, file))) };
  }
  // An older release began another file at each reset, and its list names only the newest.
  for (const file of unnamed) {
    const lines = readLines(readSteady(join(folder, file)));
    const sessionId = nameOf(file, lines);
    if (sessionId === null) yield { key: file, sessionId: null, reason: 'it does not say which session it is of' };
    else yield { key: besideKey(agentId, sessionId), agentId, sessionId, entry: null, lines };
  }
}

function readList(path: string): Listed[] {
  const text = readIfThere(path);
  if (text === null) return [];
  const list = readSessionList(text);
  if (!list) throw new MachineFailure(`Cannot import ${path}: it is no list of sessions`);
  return list.listed;
}

/** Only a file of this very folder, whatever the list says. */
function fileOf({ sessionFile, sessionId }: Listed['entry'], files: readonly string[]): string | undefined {
  const named = sessionFile === undefined ? undefined : basename(sessionFile.replaceAll('\\', '/'));
  return files.find((file) => file === named) ?? files.find((file) => file === `${sessionId}.jsonl`);
}

function nameOf(file: string, { sessionId }: Lines): string | null {
  const stem = file.replace(/\.jsonl$/, '');
  return sessionId ?? (isName(stem) ? stem : null);
}
