// What a failure of the database means to the person who runs it, and whether waiting helps.
import { GatewayError } from '../errors.ts';

type Meaning = { words: string; retryAfterMs?: number };

const unreachable: Meaning = {
  words: 'the database server cannot be reached; check its address and the network between',
  retryAfterMs: 2000,
};
const refused: Meaning = { words: 'the database server refused the token; check that it is right and not expired' };
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
  SERVER_ERROR: unreachable,
  HRANA_PROTO_ERROR: unreachable,
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

function find(error: unknown): Meaning | undefined {
  let found: Meaning | undefined;
  for (let at = error; at instanceof Error; at = at.cause) found = meaningOf(at) ?? found;
  return found;
}

/** The innermost cause says most: "server error" is the outside of a refused token. */
function meaningOf(error: Error): Meaning | undefined {
  if ('status' in error && (error.status === 401 || error.status === 403)) return refused;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const [family, name] = code.split('_');
  if (meanings[code]) return meanings[code];
  if (family === 'SQLITE') return meanings[`SQLITE_${name}`];
  // These two come without a code: the native driver's when it opens a file, and that of `fetch`.
  if (error.message.startsWith('ConnectionFailed(')) return unopened;
  if (error instanceof TypeError && /fetch|sending request|network/i.test(error.message)) return unreachable;
  return undefined;
}
