// What an object answers another: plain data, also when it went wrong. An error that crosses by itself loses its kind.
import { type Code, GatewayError } from '../errors.ts';

type PlainError = {
  code: Code;
  message: string;
  status: number;
  closeCode: number;
  closeReason: string;
  details?: Record<string, unknown>;
  retryAfterMs?: number;
};

export type Reply<T> = { value: T } | { refused: PlainError };

/** Of an object that was moved or is overloaded. Whoever repeats what he asked names it by the same key. */
const AGAIN_MS = 1000;

export async function reply<T>(work: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { refused: plain(error) };
  }
}

export async function opened<T>(asked: Promise<Reply<T>>): Promise<T> {
  const got = await asked.catch((error: unknown) => {
    throw unreached(error);
  });
  if ('value' in got) return got.value;
  throw revived(got.refused);
}

export function plain(error: GatewayError): PlainError {
  const { code, message, status, closeCode, closeReason, details, retryAfterMs } = error;
  return {
    ...{ code, message, status, closeCode, closeReason },
    ...(details === undefined ? {} : { details }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

export function revived({ code, message, ...extras }: PlainError): GatewayError {
  return new GatewayError(code, message, extras);
}

/** The platform says of its own failures whether they pass; one of ours that no rule knows stays what it is. */
function unreached(error: unknown): unknown {
  const passing =
    error instanceof Error && ('retryable' in error || 'overloaded' in error || 'durableObjectReset' in error);
  if (!passing && !/network connection lost|object is being reset|has been reset|broken/i.test(String(error)))
    return error;
  const words = 'Cannot reach the session as it is being moved: try again in a second';
  return new GatewayError('UNAVAILABLE', words, { retryAfterMs: AGAIN_MS, cause: error });
}
