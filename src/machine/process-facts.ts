// Whether a process lives, and whether it is still the one that was meant: numbers are given out again.
import { readFileSync } from 'node:fs';
import { errorCode } from './failure.ts';

export function isAlive(pid: number): boolean {
  // Zero and below are groups to the system, and some group always lives.
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user cannot be signalled, but it lives.
    return !(errorCode(error) === 'ESRCH' || (error instanceof Error && error.name === 'NotFound'));
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
