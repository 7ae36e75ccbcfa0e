// A program that prints a secret. It is run without a shell, for a bounded time, and what it says else is not repeated.
import { execFile } from 'node:child_process';
import * as v from 'valibot';
import { GatewayError } from '../errors.ts';

const MOST_BYTES = 65_536;

export type SecretProgram = {
  command: string;
  args: readonly string[];
  timeoutMs: number;
  /** What a program that keeps many secrets is asked for, as JSON on its standard input. */
  ask: { provider: string; id: string } | null;
};

const Values = v.pipe(v.string(), v.parseJson(), v.object({ values: v.record(v.string(), v.string()) }));

export function runForSecret({ command, args, timeoutMs, ask }: SecretProgram): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) =>
      reject(new GatewayError('UNAVAILABLE', `Cannot read a secret from the program ${command}: ${reason}`));
    const options = { timeout: timeoutMs, maxBuffer: MOST_BYTES, killSignal: 'SIGKILL', windowsHide: true } as const;
    const child = execFile(command, [...args], options, (error, printed) => {
      if (error) return fail(reasonOf(error, timeoutMs));
      const read = v.safeParse(Values, printed);
      if (!ask || !read.success) return resolve(printed);
      const secret = Object.hasOwn(read.output.values, ask.id) ? read.output.values[ask.id] : undefined;
      return secret === undefined ? fail(`it gave no value for "${ask.id}"`) : resolve(secret);
    });
    // A program that does not read is no failure.
    child.stdin?.on('error', () => {});
    child.stdin?.end(ask ? JSON.stringify({ protocolVersion: 1, provider: ask.provider, ids: [ask.id] }) : '');
  });
}

function reasonOf(error: Error & { code?: unknown; killed?: boolean }, timeoutMs: number): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'it printed more than 64 kB';
  if (error.killed === true) return `it took longer than ${timeoutMs} ms`;
  if (error.code === 'ENOENT') return 'there is no such program';
  if (error.code === 'EACCES') return 'this user may not run it';
  return typeof error.code === 'number' ? `it ended with the code ${error.code}` : 'it could not be run';
}
