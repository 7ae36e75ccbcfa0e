// A session of this machine for its export: whole for our own format, as history shows it for readers.
import { pathOf } from '../../actors/path.ts';
import { visible } from '../../actors/projection.ts';
import type { Whole } from '../export/session-file.ts';
import type { Message } from '../protocol/messages.ts';
import type { Entry } from '../records.ts';
import { openTranscript } from '../store/transcript.ts';
import { Writer } from '../store/writer.ts';
import { readDatabase, type Where } from './session-database.ts';
import { readWhole } from './session-whole.ts';

/** Null when there is no such session. A gateway may be running meanwhile. */
export async function readSession(where: Where, key: string): Promise<Whole | null> {
  const opened = await readDatabase(where, 'Cannot export');
  if (!opened) return null;
  const writer = new Writer(opened.database);
  try {
    return await readWhole(openTranscript(opened.database, writer, key));
  } finally {
    await writer.close();
    await opened.close();
  }
}

/** The line that the conversation stands on, oldest first. */
export function messagesOf({ session, branches, entries }: Whole): Message[] {
  const path = pathOf(session, branches);
  const shown = (entry: Entry) =>
    path.some(({ branch, after, upTo }) => entry.branch === branch && entry.position > after && entry.position <= upTo);
  return entries
    .filter(shown)
    .sort((one, other) => one.position - other.position)
    .flatMap((entry) => visible(entry) ?? []);
}
