// Where transcripts are under a path that somebody names: folders of lines, OpenClaw's databases, our own files.
import { closeSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileReason, MachineFailure } from './failure.ts';

export type Place =
  /** `only` names one transcript of the folder. */
  | { kind: 'lines'; folder: string; only: string | null; agentId: string }
  | { kind: 'database'; file: string; agentId: string }
  | { kind: 'session'; file: string };

const DATABASE = 'openclaw-agent.sqlite';
const LIST = 'sessions.json';
const DEFAULT_AGENT = 'main';

/** Databases first: where both forms stand side by side, the lines are the older. */
export function findPlaces(given: string, agentId: string | undefined): Place[] {
  const path = resolve(given);
  const agent = agentId ?? agentIn(path) ?? DEFAULT_AGENT;
  const places = statOf(path).isDirectory() ? inFolder(path, agentId, agent) : [placeOf(path, agent)];
  if (places.length > 0) return places;
  const whose = agentId === undefined ? '' : ` of the agent '${agentId}'`;
  throw new MachineFailure(`Cannot import ${path}: no transcripts${whose} are there`);
}

/** Names of transcripts in a folder; other files beside them are counted. */
export function transcriptsIn(folder: string): { files: string[]; others: number } {
  const named = names(folder).filter((name) => name.includes('.jsonl'));
  const files = named.filter((name) => /^(?!.*\.(?:trajectory|checkpoint\.[^.]*)\.jsonl$).*\.jsonl$/.test(name));
  return { files: files.sort(), others: named.length - files.length };
}

function inFolder(path: string, agentId: string | undefined, agent: string): Place[] {
  const agents = join(path, 'agents');
  if (!isFolder(agents)) return ofAgent(path, agent);
  return names(agents)
    .filter((name) => agentId === undefined || name === agentId)
    .filter((name) => isFolder(join(agents, name)))
    .sort()
    .flatMap((name) => ofAgent(join(agents, name), name));
}

function ofAgent(folder: string, agentId: string): Place[] {
  const databases = [join(folder, DATABASE), join(folder, 'agent', DATABASE)].filter(isFile);
  const folders = [folder, join(folder, 'sessions')].filter(
    (one) => isFolder(one) && (isFile(join(one, LIST)) || transcriptsIn(one).files.length > 0),
  );
  return [
    ...databases.map((file): Place => ({ kind: 'database', file, agentId })),
    ...folders.map((one): Place => ({ kind: 'lines', folder: one, only: null, agentId })),
  ];
}

function placeOf(file: string, agentId: string): Place {
  if (!isFile(file)) throw new MachineFailure(`Cannot import ${file}: it is neither a file nor a folder`);
  if (startOf(file) === 'SQLite format 3') return { kind: 'database', file, agentId };
  const name = basename(file);
  if (name === LIST) return { kind: 'lines', folder: dirname(file), only: null, agentId };
  if (name.endsWith('.jsonl')) return { kind: 'lines', folder: dirname(file), only: name, agentId };
  if (name.endsWith('.json')) return { kind: 'session', file };
  throw new MachineFailure(`Cannot import ${file}: it is no transcript, database or exported session`);
}

/** The agent that OpenClaw's own layout names. */
function agentIn(path: string): string | undefined {
  return /.*[/\\]agents[/\\]([^/\\:]+)(?:[/\\]|$)/.exec(path)?.[1];
}

function startOf(file: string): string {
  const bytes = Buffer.alloc(15);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, bytes, 0, 15, 0);
  } finally {
    closeSync(handle);
  }
  return bytes.toString('latin1');
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new MachineFailure(`Cannot import ${path}: ${fileReason(error)}`, error);
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new MachineFailure(`Cannot read ${folder}: ${fileReason(error)}`, error);
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
