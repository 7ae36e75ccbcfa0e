// One call of a tool, bounded: in time, in how much it says, and in what an error of it may tell.
import { getLogger } from '@logtape/logtape';
import type { ToolResult } from '../agent-seams.ts';
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

/** What the work comes to, or the reason of the signal as soon as there is one. */
export async function orEnded<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const ended = Promise.withResolvers<never>();
  const end = () => ended.reject(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function failed(text: string): ToolResult {
  return { text, isError: true };
}

/** A slice of a long string keeps all of it in memory: what is left of a cut is written down anew. */
function bounded(text: string): string {
  if (text.length <= RESULT_CHARACTERS) return text.toWellFormed();
  const kept = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    new TextEncoder().encode(whole(text.slice(0, RESULT_CHARACTERS))),
  );
  const said = `${text.length.toLocaleString('en')} characters`;
  return `${kept}\n\n[The result was cut here: it has ${said}, and the first ${kept.length.toLocaleString('en')} are kept. Ask for less of it.]`;
}

function whole(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
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
  return `${whole(message.slice(0, ERROR_CHARACTERS - 1))}…`;
}
