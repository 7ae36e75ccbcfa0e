// The reading of PDFs: a few at once, the others in their order, and none when the gateway stops.
import { getLogger } from '@logtape/logtape';
import type { PdfReader, ReadingLimits } from '../agent-seams.ts';
import { GatewayError } from '../errors.ts';

export type Outcome = { text: string | null } | { failure: string };

/** Reads one PDF where it holds up nobody, and is over in time. The signal ends it at once. */
export type Attempt = (bytes: Uint8Array, limits: ReadingLimits, signal: AbortSignal) => Promise<Outcome>;

const AT_ONCE = 2;
const log = getLogger(['pincer', 'media']);

export class PdfReading {
  readonly #attempt: Attempt;
  readonly #end = new AbortController();
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
  }

  /** Rejects only when the gateway stops. Who waits for a place waits no longer than those before it may read. */
  readonly read: PdfReader = async (bytes, limits) => {
    if (this.#taken < AT_ONCE) this.#taken += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      if (this.#end.signal.aborted) throw stopping();
      const outcome = await this.#inTime(bytes, limits);
      if (this.#end.signal.aborted) throw stopping();
      if ('text' in outcome) return outcome.text;
      log.warn('A PDF is kept without its text: {failure}', outcome);
      return null;
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#taken -= 1;
    }
  };

  /** Ends what is being read, and reads nothing more. */
  close(): void {
    this.#end.abort();
  }

  async #inTime(bytes: Uint8Array, limits: ReadingLimits): Promise<Outcome> {
    if (Date.now() >= limits.until) return { failure: 'there was no time left to read it' };
    try {
      return await this.#attempt(bytes, limits, this.#end.signal);
    } catch (error) {
      return { failure: `its reading failed with ${codeOf(error)}` };
    }
  }
}

/** Its words may be the PDF's own, and do not belong into a log. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an error';
  return 'code' in error ? String(error.code) : error.name;
}

function stopping(): GatewayError {
  const words = 'Cannot take the file as the gateway is stopping: send it again';
  return new GatewayError('UNAVAILABLE', words, { retryAfterMs: 2000 });
}
