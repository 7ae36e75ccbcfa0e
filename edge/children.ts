// The programs that `npm run start:worker` starts: each in a group of its own, and none outlives the one that started it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, renameSync } from 'node:fs';

export type Child = {
  pid: number;
  /** Settles when it has ended, with how. */
  ended: Promise<string>;
  /** Asks it to end; what is left of its group after a while is ended. */
  stop(): Promise<void>;
};

type Program = {
  command: string;
  args: readonly string[];
  cwd?: string;
  environment: Record<string, string>;
  /** Where its words go; those of the time before are beside it. */
  log: string;
};

const PATIENCE_MS = 5000;

export function start({ command, args, cwd, environment, log }: Program): Child {
  const child = spawn(command, args, { cwd, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  if (existsSync(log)) renameSync(log, `${log}.1`);
  const words = createWriteStream(log, { mode: 0o600 });
  child.stdout?.pipe(words, { end: false });
  child.stderr?.pipe(words, { end: false });
  const ended = once(child, 'exit').then(
    ([code, signal]) => `ended with ${signal ?? code}`,
    (error: Error) => error.message,
  );
  const { pid } = child;
  if (pid !== undefined) guard(pid);
  return {
    pid: pid ?? 0,
    ended,
    async stop() {
      signal(child, 'SIGTERM');
      const late = setTimeout(() => signal(child, 'SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(late);
      signal(child, 'SIGKILL');
      words.end();
    },
  };
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // Nobody of the group is left.
  }
}

/** It reads until this process is gone, however that came about, and then ends the group: a crash leaves nothing behind. */
function guard(group: number): void {
  const script = `cat >/dev/null; kill -9 -${group} 2>/dev/null`;
  const guardian = spawn('sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  guardian.unref();
  guardian.on('error', () => undefined);
  // The pipe alone must not keep this process.
  if (guardian.stdin && 'unref' in guardian.stdin && typeof guardian.stdin.unref === 'function') guardian.stdin.unref();
}
