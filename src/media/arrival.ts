// The body of an upload as it comes: how much there may be of it, and how slowly it may come.
import { GatewayError, invalidRequest } from '../errors.ts';

/** So much in every stretch of time, or it would keep others out for hours: half a kilobyte a second. */
const PACE_BYTES = 16 * 1024;

type Terms = {
  body: ReadableStream<Uint8Array>;
  /** What the request said of its length; null when it said nothing. */
  length: number | null;
  idleMs: number;
  most: number;
  tooMuch: () => GatewayError;
};

/** The body is left where it was given up: to cancel it would end the connection before it has its answer. */
export async function* arrivalOf({ body, length, idleMs, most, tooMuch }: Terms): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let total = 0;
  // Only the waiting counts: what the gateway does with a part is not the sender's time.
  let patience = idleMs;
  let sincePatient = 0;
  try {
    for (;;) {
      const asked = performance.now();
      const { done, value } = await within(reader.read(), patience, idleMs);
      if (done) break;
      total += value.length;
      patience -= performance.now() - asked;
      sincePatient += value.length;
      if (sincePatient >= PACE_BYTES) {
        patience = idleMs;
        sincePatient = 0;
      }
      if (total > most) throw tooMuch();
      yield value;
    }
    if (length !== null && total !== length) throw cut();
  } finally {
    reader.releaseLock();
  }
}

async function within<T>(reading: Promise<T>, patience: number, idleMs: number): Promise<T> {
  const silence = Promise.withResolvers<never>();
  const timer = setTimeout(() => silence.reject(slow(idleMs)), Math.max(0, patience));
  const heard = reading.catch((error: unknown) => {
    throw cut(error);
  });
  try {
    return await Promise.race([heard, silence.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function cut(cause?: unknown): GatewayError {
  const words = 'Cannot take the file as the connection ended before all of it was here: send it again';
  if (cause === undefined) return invalidRequest(words, { code: 'UPLOAD_CUT' });
  return new GatewayError('INVALID_REQUEST', words, { details: { code: 'UPLOAD_CUT' }, cause });
}

function slow(idleMs: number): GatewayError {
  const words = `Cannot take the file as hardly any of it came for ${idleMs / 1000} seconds: send it again over a faster line`;
  return new GatewayError('INVALID_REQUEST', words, { status: 408, details: { code: 'UPLOAD_IDLE' } });
}
