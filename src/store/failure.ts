// What a failure of the database means to the person who runs it, and whether waiting helps.
import { GatewayError } from '../errors.ts';

/** `lost`: nobody knows whether it was done, and it may help to ask again. */
type Meaning = { words: string; retryAfterMs?: number; lost?: true };

const unreachable: Meaning = {
  words: 'the database server cannot be reached; check its address and the network between',
  retryAfterMs: 2000,
  lost: true,
};
const unwell: Meaning = {
  words: 'the database server, or a proxy before it, answers with an error of its own; try again when it is well',
  retryAfterMs: 2000,
  lost: true,
};
const unintelligible: Meaning = {
  words: 'what answers is not a libSQL server, or its answer was cut; check its address and any proxy before it',
  retryAfterMs: 2000,
  lost: true,
};
const refused: Meaning = { words: 'the database server refused the token; check that it is right and not expired' };
const missing: Meaning = { words: 'the server has no database of this name; check its address' };
const crowded: Meaning = { words: 'the database server takes no more requests for now', retryAfterMs: 5000 };
const tooLarge: Meaning = { words: 'it is larger than the database takes' };
const locked: Meaning = {
  words: 'the database is locked by another program; close it, or try again when it is done',
  retryAfterMs: 1000,
};
const damaged: Meaning = {
  words: 'its file is damaged or is not a database; stop the gateway and restore the file from a backup',
};

const unopened: Meaning = {
  words: 'its file cannot be opened; check that the folder exists and that the gateway may write there',
};

/** Of answers that are not the database's own words. */
const statuses: Record<number, Meaning> = { 401: refused, 403: refused, 404: missing, 413: tooLarge, 429: crowded };

// What `fetch` says on Node, on Deno and on workerd: there is no code to know it by, and not always a TypeError.
const LOST = /fetch|sending request|network|terminated|reading a body|connection (closed|reset|lost)/i;
const LOST_ON_WORKERS = /^(network connection lost|internal error|the service is temporarily)/i;

const meanings: Record<string, Meaning> = {
  SQLITE_FULL: { words: 'the disk is full; free some space, then try again', retryAfterMs: 5000 },
  SQLITE_BUSY: locked,
  SQLITE_LOCKED: locked,
  SQLITE_CORRUPT: damaged,
  SQLITE_NOTADB: damaged,
  SQLITE_READONLY: {
    words: 'the database is read-only; let the gateway write to its file and folder, and check how the disk is mounted',
  },
  SQLITE_CANTOPEN: unopened,
  SQLITE_IOERR: { words: 'the disk failed to read or write; check the disk and its file system', retryAfterMs: 5000 },
  CLIENT_CLOSED: { words: 'the database was closed; try again when the gateway is back', retryAfterMs: 2000 },
  // sqld ends a transaction that others have waited for for five seconds.
  TRANSACTION_TIMEOUT: { words: 'the database server gave it up as it took too long; try again', retryAfterMs: 1000 },
  SQLITE_TOOBIG: tooLarge,
  RESPONSE_TOO_LARGE: { words: 'what was asked for is larger than the database server sends; raise its limit' },
  NO_ANSWER: unreachable,
  SERVER_ERROR: unwell,
  HRANA_PROTO_ERROR: unintelligible,
  HRANA_CLOSED_ERROR: unreachable,
  HRANA_WEBSOCKET_ERROR: unreachable,
};

/** The failure in words that may be shown, or null when it is not the database's: a broken rule, a mistake of ours. */
export function failure(action: string, error: unknown): GatewayError | null {
  const meaning = find(error);
  if (!meaning) return null;
  const { words, retryAfterMs } = meaning;
  return new GatewayError('UNAVAILABLE', `${action}: ${words}`, {
    cause: error,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** Waits for work on the database, and says in words why it failed. */
export async function explained<T>(action: string, work: PromiseLike<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw failure(action, error) ?? error;
  }
}

export function reading<T>(work: PromiseLike<T>): Promise<T> {
  return explained('Cannot read from the database', work);
}

export function isLock(error: unknown): boolean {
  return find(error) === locked;
}

/** Whether it was not heard what became of it. */
export function isLost(error: unknown): boolean {
  return find(error)?.lost === true;
}

/** Whether the database itself, or who guards it, has said that it was not done. */
export function isVerdict(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const status = statusOf(at);
    if (codeOf(at).startsWith('SQLITE_') || (status >= 400 && status < 500)) return true;
  }
  return false;
}

function find(error: unknown): Meaning | undefined {
  let found: Meaning | undefined;
  for (let at = error; at instanceof Error; at = at.cause) found = meaningOf(at) ?? found;
  return found;
}

/** The innermost cause says most: "server error" is the outside of a refused token. */
function meaningOf(error: Error): Meaning | undefined {
  const status = statusOf(error);
  if (status >= 400) return statuses[status] ?? unwell;
  const code = codeOf(error);
  const [family, name] = code.split('_');
  if (meanings[code]) return meanings[code];
  if (family === 'SQLITE') return meanings[`SQLITE_${name}`];
  // These come without a code: the native driver's when it opens a file, a page where an answer should be, `fetch`.
  if (error.message.startsWith('ConnectionFailed(')) return unopened;
  if (error instanceof SyntaxError && error.message.includes('JSON')) return unintelligible;
  if (error instanceof TypeError && LOST.test(error.message)) return unreachable;
  return LOST_ON_WORKERS.test(error.message) ? unreachable : undefined;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function statusOf(error: Error): number {
  if (error instanceof GatewayError) return 0;
  return 'status' in error && typeof error.status === 'number' ? error.status : 0;
}
