// Who may bring a file over HTTP, and when: so many at once, none too large, none that stays away.
import type { Intake } from '../agent-seams.ts';
import { GatewayError } from '../errors.ts';
import type { Attached } from '../records.ts';
import { arrivalOf } from './arrival.ts';
import { limits } from './limits.ts';
import { safeName } from './name.ts';
import { refused, tooLarge } from './refusal.ts';

const AT_ONCE = 4;
const IDLE_MS = 30_000;
const BUSY_MS = 5000;

export type Guest = { name: string | undefined; length: number | null; body: ReadableStream<Uint8Array> | null };

/** Takes one file. Nothing of it is kept when it is refused. */
export type Reception = (guest: Guest) => Promise<Attached & { expiresAt: number }>;

type Needs = { take: Intake['upload']; now: () => number; idleMs?: number; most?: number };

export function createReception({ take, now, idleMs = IDLE_MS, most = limits.maxUploadBytes }: Needs): Reception {
  let open = 0;
  return async ({ name, length, body }) => {
    const tooMuch = () => tooLarge(safeName(name), most);
    if (length !== null && length > most) throw tooMuch();
    if (!body || length === 0) throw empty(safeName(name));
    if (open >= AT_ONCE) throw busy();
    open += 1;
    const expiresAt = now() + limits.uploadMs;
    const arrival = arrivalOf({ body, length, idleMs, most, tooMuch });
    try {
      return { ...(await take({ name }, arrival)), expiresAt };
    } finally {
      open -= 1;
      await arrival.return(undefined);
    }
  };
}

function empty(fileName: string): GatewayError {
  const words = `Cannot take '${fileName}' as it is empty: send its bytes as the body`;
  return refused('ATTACHMENT_INVALID', words, { fileName });
}

function busy(): GatewayError {
  const words = `Cannot take more than ${AT_ONCE} files at once: send this one when another is done`;
  return new GatewayError('UNAVAILABLE', words, {
    status: 429,
    retryAfterMs: BUSY_MS,
    details: { code: 'UPLOADS_BUSY' },
  });
}
