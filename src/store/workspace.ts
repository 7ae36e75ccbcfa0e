// The workspaces of agents where there is no disk: texts in the database. A folder is there while a file is in it.
import type { InStatement, ResultSet } from '@libsql/client';
import type { WorkspaceFacts, WorkspaceFolder, Workspaces } from '../agent-seams.ts';
import { pickLines } from '../workspace-lines.ts';
import { type Act, because, refusal, refuseLarge, refuseLongPath } from '../workspace-rules.ts';
import { WriteTurns } from '../workspace-turns.ts';
import type { Database } from './database.ts';
import { explained } from './failure.ts';
import { agentName, findPlace, isWithin, type Place } from './workspace-path.ts';
import { listing, longest, MOST_BYTES, MOST_FILES, moving, others, putting, standing } from './workspace-statements.ts';

/** Of those who write at once one always gets through, so this is for as many Durable Objects of one agent. */
const ATTEMPTS = 10;

type Text = string | ((before: string | null) => string);
type Found = { facts: WorkspaceFacts; text: string };

export function createWorkspaces(db: Database, now: () => number): Workspaces {
  /** Of this gateway alone: a Durable Object must not wait for what another one does. */
  const turns = new WriteTurns();

  return (agentId) => {
    const agent = agentName(agentId);
    const act = <T>(name: Act, path: string, work: (place: Place) => Promise<T>) => work(findPlace(name, agent, path));
    const toWrite = <T>(name: Act, path: string, work: (place: Place) => Promise<T>) =>
      act(name, path, (place) => turns.take(`${agent}/${place.path}`, () => work(place)));
    return {
      root: `workspace:${agent}`,
      look: async (path) => act('read', path, async (place) => (await look(db, 'read', place))?.facts ?? null),
      read: async (path, lines = { from: 1, count: Infinity }) =>
        act('read', path, async (place) => {
          const found = await look(db, 'read', place, 'text');
          if (found?.facts.kind === 'folder') throw refusal('read', place.name, because.isFolder);
          return found && { ...found.facts, ...pickLines(found.text, lines) };
        }),
      list: async (path) => act('list', path, (place) => list(db, place)),
      write: async (path, text) => toWrite('write', path, (place) => put(db, place, text, now)),
      move: async (from, to) => toWrite('move', from, (place) => move(db, place, to)),
    };
  };
}

/** All of them at one moment. */
async function ask(db: Database, act: Act, { name }: Place, statements: InStatement[]): Promise<ResultSet[]> {
  return explained(`Cannot ${act} "${name}"`, db.$client.batch(statements, 'read'));
}

async function change(db: Database, act: Act, { name }: Place, statements: InStatement[]): Promise<ResultSet[]> {
  return explained(`Cannot ${act} "${name}"`, db.$client.batch(statements, 'write'));
}

async function look(db: Database, act: Act, place: Place, columns: 'facts' | 'text' = 'facts'): Promise<Found | null> {
  const [there] = await ask(db, act, place, [standing(place, columns)]);
  return foundIn(there, act, place);
}

function foundIn(there: ResultSet | undefined, act: Act, place: Place): Found | null {
  const [row] = there?.rows ?? [];
  if (row?.throughFile) throw refusal(act, place.name, because.throughFile);
  if (!row || (row.size === null && row.folder === null)) return null;
  const kind = row.size === null ? ('folder' as const) : ('file' as const);
  const facts = { kind, size: Number(row.size), modifiedAt: Number(row.modifiedAt ?? row.folder) };
  return { facts, text: String(row.text ?? '') };
}

async function list(db: Database, place: Place): Promise<WorkspaceFolder | null> {
  const [there, listed] = await ask(db, 'list', place, [standing(place, 'facts'), listing(place)]);
  const names = listed?.rows ?? [];
  const found = foundIn(there, 'list', place);
  if (found?.facts.kind === 'file') throw refusal('list', place.name, because.isNoFolder);
  const entries = names.map(({ name, folder, size }) => {
    const kind = folder ? ('folder' as const) : ('file' as const);
    return { name: String(name), kind, size: folder ? 0 : Number(size) };
  });
  return found && { entries, more: Number(names[0]?.total) - entries.length };
}

async function put(db: Database, place: Place, given: Text, now: () => number): Promise<WorkspaceFacts> {
  const isWhole = typeof given === 'string';
  const columns = isWhole ? 'facts' : 'text';
  let found = await look(db, 'write', place, columns);
  for (let time = 0; time < ATTEMPTS; time += 1) {
    if (isWhole) refuseLarge(place.name, given);
    if (place.path === '' || found?.facts.kind === 'folder') throw refusal('write', place.name, because.isFolder);
    const before = found?.text ?? null;
    const text = (isWhole ? given : given(before)).toWellFormed();
    const size = refuseLarge(place.name, text);
    // Some drivers read a text only as far as its first NUL.
    if (text.includes('\0')) throw refusal('write', place.name, because.notText);
    const wanted = putting(place, { text, size, at: now() }, isWhole ? undefined : before);
    // What is there in the same moment: who was second has to ask only once more, and is first before who was first.
    const statements = [wanted, others(place), standing(place, columns)];
    const [written, kept, there] = await change(db, 'write', place, statements);
    const [row] = written?.rows ?? [];
    if (row) return { kind: 'file', size, modifiedAt: Number(row.modifiedAt) };
    refuseFull(place, size, kept);
    found = foundIn(there, 'write', place);
  }
  throw refusal('write', place.name, because.replaced);
}

function refuseFull({ name }: Place, size: number, kept: ResultSet | undefined): void {
  const [row] = kept?.rows ?? [];
  const words = 'the workspace is full, as it may have';
  if (Number(row?.files) >= MOST_FILES) throw refusal('write', name, `${words} 10,000 files at most`);
  if (Number(row?.bytes) + size > MOST_BYTES) throw refusal('write', name, `${words} 64 MB at most`);
}

async function move(db: Database, from: Place, to: string): Promise<void> {
  for (let time = 0; time < ATTEMPTS; time += 1) {
    const found = await look(db, 'move', from);
    const target = findPlace('move', from.agent, to);
    const taken = await look(db, 'move', target);
    if (!found) throw refusal('move', from.name, because.absent);
    if (taken) throw refusal('move', from.name, because.taken(to));
    if (isWithin(target, from)) throw refusal('move', from.name, because.intoItself);
    const [paths, moved] = await change(db, 'move', from, [longest(from, target), moving(from, target)]);
    if (moved?.rowsAffected) return;
    refuseLongPath('move', target.name, Number(paths?.rows[0]?.longest));
  }
  throw refusal('move', from.name, because.replaced);
}
