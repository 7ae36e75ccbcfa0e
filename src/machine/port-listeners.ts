// Who listens on a port, and making room there: `--force` of the gateway command.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { errorCode, MachineFailure } from './failure.ts';
import { isAlive } from './process-facts.ts';

export type Listener = { pid: number; name: string };

const run = promisify(execFile);
const PATIENCE_MS = 5000;
const LOOK_AGAIN_MS = 50;

export async function listenersOn(port: number, path?: string): Promise<Listener[]> {
  try {
    const environment = path === undefined ? process.env : { ...process.env, PATH: path };
    const options = { env: environment, timeout: 10_000 };
    const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], options);
    return readListeners(stdout);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      throw new MachineFailure(`Cannot end the listeners on port ${port} as lsof is not installed`, error);
    }
    // It answers 1 when it found nothing, and also when it could not look.
    if (error instanceof Error && 'code' in error && error.code === 1 && silent(error)) return [];
    throw new MachineFailure(`Cannot find the listeners on port ${port}: lsof failed`, error);
  }
}

/** Asks each to stop, and ends those that do not. */
export async function endListeners(listeners: readonly Listener[], patienceMs = PATIENCE_MS): Promise<void> {
  for (const { pid } of listeners) signal(pid, 'SIGTERM');
  const until = Date.now() + patienceMs;
  const alive = () => listeners.filter(({ pid }) => isAlive(pid));
  while (alive().length > 0 && Date.now() < until) await new Promise((wake) => setTimeout(wake, LOOK_AGAIN_MS));
  for (const { pid } of alive()) signal(pid, 'SIGKILL');
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return;
    throw new MachineFailure(`Cannot end pid ${pid}: this user may not`, error);
  }
}

function silent(error: Error): boolean {
  return 'stderr' in error && String(error.stderr).trim() === '';
}

/** Lines of `-Fpc`: p and the pid, then c and the command. This process is never among them. */
function readListeners(output: string): Listener[] {
  const found = new Map<number, string>();
  let pid = 0;
  for (const line of output.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (line.startsWith('c') && pid > 0 && pid !== process.pid) found.set(pid, line.slice(1));
  }
  return [...found].map(([id, name]) => ({ pid: id, name }));
}
