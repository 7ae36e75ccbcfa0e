// A program that prints a secret. It is run without a shell, for a bounded time, and what it says else is not repeated.
import * as v from 'valibot';
import { GatewayError } from '../errors.ts';
import { runProgram } from './bounded-program.ts';

export type SecretProgram = {
  command: string;
  args: readonly string[];
  timeoutMs: number;
  /** What a program that keeps many secrets is asked for, as JSON on its standard input. */
  ask: { provider: string; id: string } | null;
};

const Values = v.pipe(v.string(), v.parseJson(), v.object({ values: v.record(v.string(), v.string()) }));

export async function runForSecret({ command, args, timeoutMs, ask }: SecretProgram): Promise<string> {
  const fail = (reason: string) =>
    new GatewayError('UNAVAILABLE', `Cannot read a secret from the program ${command}: ${reason}`);
  const input = ask ? JSON.stringify({ protocolVersion: 1, provider: ask.provider, ids: [ask.id] }) : '';
  const end = await runProgram({ command, args, timeoutMs, input });
  if (end.how !== 'well') throw fail(end.reason);
  const read = v.safeParse(Values, end.printed);
  if (!ask || !read.success) return end.printed;
  const secret = Object.hasOwn(read.output.values, ask.id) ? read.output.values[ask.id] : undefined;
  if (secret === undefined) throw fail(`it gave no value for "${ask.id}"`);
  return secret;
}
