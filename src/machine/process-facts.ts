// Whether a process lives, and whether it is still the one that was meant: numbers are given out again.
import { existsSync, readFileSync } from 'node:fs';
import { errorCode } from './failure.ts';

export function isAlive(pid: number): boolean {
  // Zero and below are groups to the system, and some group always lives.
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH' || (error instanceof Error && error.name === 'NotFound')) return false;
    // Deno asks no process anything that it may not run; where the system lists its processes, the list says it.
    if (error instanceof Error && error.name === 'NotCapable' && existsSync('/proc/self'))
      return existsSync(`/proc/${pid}`);
    // A process of another user cannot be signalled, but it lives.
    return true;
  }
}

/** The boot and the moment that a process began; null where the system does not say. */
export function birthOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything, so fields are counted from its end.
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return started === undefined ? null : `${boot}:${started}`;
  } catch {
    return null;
  }
}
