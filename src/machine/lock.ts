// One process owns a state directory. The lock names its owner; the lock of a dead owner is taken over by exactly one heir.
import { randomUUID } from 'node:crypto';
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { errorCode, fileReason, MachineFailure } from './failure.ts';
import { readIfThere } from './private-file.ts';
import { birthOf, isAlive } from './process-facts.ts';

const Holder = v.object({ id: v.string(), pid: v.number(), since: v.string(), birth: v.nullable(v.string()) });
export type Holder = v.InferOutput<typeof Holder>;
export type Lock = { release(): void };

/** Locks of this process. In a container the dead owner often had the very pid that the new one has. */
const held = new Set<string>();
const ATTEMPTS = 50;

export function takeLock(path: string): Lock {
  const me: Holder = {
    id: randomUUID(),
    pid: process.pid,
    since: new Date().toISOString(),
    birth: birthOf(process.pid),
  };
  const draft = `${path}.${me.id}.tmp`;
  try {
    writeFileSync(draft, `${JSON.stringify(me)}\n`, { flag: 'wx', mode: 0o600 });
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) if (claim(path, draft)) return own(path, me);
  } catch (error) {
    if (error instanceof MachineFailure) throw error;
    throw new MachineFailure(`Cannot lock ${path}: ${fileReason(error)}`, error);
  } finally {
    rmSync(draft, { force: true });
  }
  throw new MachineFailure(`Cannot lock ${path}: other processes keep taking it`);
}

/** Who has it now; null when nobody alive does. */
export function lockHolder(path: string): Holder | null {
  const holder = read(path);
  return holder && lives(holder) ? holder : null;
}

function claim(path: string, draft: string): boolean {
  if (create(draft, path)) return true;
  const root = read(path);
  if (!root) return false;

  // Heirs stand in a line, each named after the one before it, so that only one can follow a given dead owner.
  let last = root;
  const line: string[] = [];
  for (let name = heirOf(path, last); ; name = heirOf(path, last)) {
    line.push(name);
    const next = read(name);
    if (!next) break;
    last = next;
  }
  if (lives(last)) {
    throw new MachineFailure(`Cannot start: ${path} is held by pid ${last.pid} since ${last.since}`);
  }
  const name = heirOf(path, last);
  if (!create(draft, name)) return false;
  // Another heir may have finished meanwhile and cleared the line: then the root is no longer the one that died.
  if (read(path)?.id !== root.id) {
    rmSync(name, { force: true });
    return false;
  }
  renameSync(draft, path);
  for (const done of line) rmSync(done, { force: true });
  return true;
}

/** A link appears whole or not at all. Where links are not to be had, an exclusive file has to do. */
function create(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES'].includes(errorCode(error))) throw error;
  }
  try {
    writeFileSync(path, readIfThere(draft) ?? '', { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function own(path: string, me: Holder): Lock {
  held.add(me.id);
  const release = () => {
    if (!held.delete(me.id)) return;
    process.removeListener('exit', release);
    if (read(path)?.id === me.id) rmSync(path, { force: true });
  };
  process.on('exit', release);
  return { release };
}

function heirOf(path: string, holder: Holder): string {
  return `${path}.after-${holder.id}`;
}

function lives(holder: Holder): boolean {
  if (holder.pid === process.pid) return held.has(holder.id);
  if (!isAlive(holder.pid)) return false;
  const birth = birthOf(holder.pid);
  return birth === null || holder.birth === null || birth === holder.birth;
}

/** A damaged lock, as a power cut may leave, belongs to nobody. */
function read(path: string): Holder | null {
  const text = readIfThere(path);
  if (text === null) return null;
  try {
    return v.parse(Holder, JSON.parse(text));
  } catch {
    return { id: 'damaged', pid: 0, since: '', birth: null };
  }
}
