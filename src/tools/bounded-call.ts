// One call of a tool, bounded: in time, in how much it says, and in what an error of it may tell.
import { getLogger } from '@logtape/logtape';
import type { ToolResult } from '../agent-seams.ts';
import { beginningOf } from '../beginning.ts';
import { orEnded } from '../ended.ts';
import { GatewayError } from '../errors.ts';
import { INVALID_INPUT } from './tool.ts';

const RESULT_CHARACTERS = 100_000;
const ERROR_CHARACTERS = 500;
const log = getLogger(['pincer', 'tools']);

type Work = (signal: AbortSignal) => Promise<{ text: string; isError: boolean }>;

/** Whatever the tool does is a result. Only the signal rejects, and at once, whether or not the tool listens to it. */
export async function callBounded(
  name: string,
  work: Work,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ToolResult> {
  signal.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  const ends = AbortSignal.any([signal, limit.signal]);
  try {
    const { text, isError } = await orEnded(work(ends), ends);
    return { text: bounded(text), isError };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.signal.aborted) return failed(`"${name}" took longer than ${timeoutMs / 1000} seconds and was ended`);
    const invalid = error instanceof GatewayError && error.details?.code === INVALID_INPUT;
    return { ...failed(explain(name, error)), ...(invalid ? { invalidInput: true } : {}) };
  } finally {
    clearTimeout(timer);
  }
}

function failed(text: string): ToolResult {
  return { text, isError: true };
}

/** A slice of a long string keeps all of it in memory: what is left of a cut is written down anew. */
function bounded(text: string): string {
  if (text.length <= RESULT_CHARACTERS) return text.toWellFormed();
  const kept = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    new TextEncoder().encode(beginningOf(text, RESULT_CHARACTERS)),
  );
  const said = `${text.length.toLocaleString('en')} characters`;
  return `${kept}\n\n[The result was cut here: it has ${said}, and the first ${kept.length.toLocaleString('en')} are kept. Ask for less of it.]`;
}

/** Errors with words of our own are plain or a GatewayError. Those of the platform may name paths of the machine. */
function explain(name: string, error: unknown): string {
  const own =
    error instanceof GatewayError ||
    (error instanceof Error && Object.getPrototypeOf(error) === Error.prototype && !('code' in error));
  if (own && error.message !== '') return cut(error.message.toWellFormed());
  const reference = crypto.randomUUID().slice(0, 8);
  log.error('The tool {name} failed ({reference}): {error}', { name, reference, error });
  return `"${name.slice(0, 100)}" failed for a reason of its own; the gateway's log has it under ${reference}`;
}

function cut(message: string): string {
  if (message.length <= ERROR_CHARACTERS) return message;
  return `${beginningOf(message, ERROR_CHARACTERS - 1)}…`;
}
