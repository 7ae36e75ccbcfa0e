// What a process and its children use, as Linux tells it; null on systems without /proc.
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts processor time for user space in hundredths of a second, on every architecture. */
export const TICKS_PER_SECOND = 100;

/** Milliseconds of processor time that the process, its threads and its children have used so far. */
export function processorTime(pid: number): number | null {
  const mine = ticks(pid);
  if (mine === null) return null;
  const others = descendants(pid).map((child) => ticks(child) ?? 0);
  return ([mine, ...others].reduce((sum, each) => sum + each, 0) * 1000) / TICKS_PER_SECOND;
}

/** Resident bytes of the process and its children together, and of the children alone. */
export function resident(pid: number): { all: number; children: number } | null {
  const own = residentBytes(pid);
  if (own === null) return null;
  const children = descendants(pid).reduce((sum, child) => sum + (residentBytes(child) ?? 0), 0);
  return { all: own + children, children };
}

function ticks(pid: number): number | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The second field is a name in brackets that may hold anything: count from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}

function residentBytes(pid: number): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function descendants(pid: number): number[] {
  const children = list(`/proc/${pid}/task`)
    .flatMap((thread) => (read(`/proc/${pid}/task/${thread}/children`) ?? '').split(' '))
    .filter((child) => child !== '')
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
