// A program of this machine, run without a shell, for a bounded time and with bounded output: what it said, how it ended.
import { execFile } from 'node:child_process';
import type { Environment } from '../config/environment.ts';

export type ProgramRun = {
  command: string;
  args: readonly string[];
  timeoutMs: number;
  /** Everything that it sees of the environment; without it, what this process sees. */
  environment?: Environment;
  /** What it reads; its input ends there in any case, so that it cannot wait for a person. */
  input?: string;
};

export type ProgramEnd = { printed: string; complained: string } & (
  | { how: 'well' }
  | { how: 'absent' | 'forbidden' | 'late' | 'flooding' | 'badly'; reason: string }
);

const MOST_BYTES = 65_536;

export function runProgram({ command, args, timeoutMs, environment, input = '' }: ProgramRun): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const options = {
      timeout: timeoutMs,
      maxBuffer: MOST_BYTES,
      killSignal: 'SIGKILL',
      windowsHide: true,
      ...(environment ? { env: { ...environment } } : {}),
    } as const;
    const child = execFile(command, [...args], options, (error, printed, complained) =>
      resolve({ printed, complained, ...(error ? judge(error, timeoutMs) : { how: 'well' }) }),
    );
    // A program that does not read is no failure.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

function judge(error: Error & { code?: unknown; killed?: boolean }, timeoutMs: number) {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
    return { how: 'flooding', reason: 'it printed more than 64 kB' } as const;
  }
  if (error.killed === true) return { how: 'late', reason: `it took longer than ${timeoutMs} ms` } as const;
  if (error.code === 'ENOENT') return { how: 'absent', reason: 'there is no such program' } as const;
  if (error.code === 'EACCES') return { how: 'forbidden', reason: 'this user may not run it' } as const;
  const reason = typeof error.code === 'number' ? `it ended with the code ${error.code}` : 'it could not be run';
  return { how: 'badly', reason } as const;
}
