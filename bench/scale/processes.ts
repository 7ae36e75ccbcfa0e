// The processes behind a port, and what each has used: workerd stands behind a proxy that wrangler starts.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** As /proc/net/tcp writes the state of a socket that listens. */
const LISTENS = '0A';

export type Process = { pid: number; name: string };

export function descendantsOf(pid: number): Process[] {
  const children = listed(`/proc/${pid}/task`)
    .flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(' '))
    .filter((child) => child.trim() !== '')
    .map(Number);
  return children.flatMap((child) => [
    { pid: child, name: read(`/proc/${child}/comm`).trim() },
    ...descendantsOf(child),
  ]);
}

/** The ports on which a process listens. */
export function portsOf(pid: number): number[] {
  const inodes = new Set(
    listed(`/proc/${pid}/fd`).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(linked(`/proc/${pid}/fd/${fd}`))?.[1] ?? []),
  );
  return read(`/proc/${pid}/net/tcp`)
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      return state === LISTENS && inodes.has(inode) ? [Number.parseInt(local.split(':')[1] ?? '', 16)] : [];
    });
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function listed(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function linked(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
