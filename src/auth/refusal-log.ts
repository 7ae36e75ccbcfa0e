// Every refusal in the log, in the words that the caller was told, so that its owner can find out what failed.
import { getLogger } from '@logtape/logtape';
import { GatewayError } from '../errors.ts';
import type { Auth, Facts } from '../ports.ts';

const log = getLogger(['pincer', 'auth']);
/** So many a minute are written down; whoever hammers at the door must not fill the disk. */
const MOST_A_MINUTE = 60;
const LONGEST = 200;

export type Refused = { way: 'socket' | 'http'; path: string; client: string | null };

export type NoteRefusal = (error: unknown, facts: Facts, refused: Refused) => void;

export function createRefusalLog(now: () => number): NoteRefusal {
  let minute = 0;
  let written = 0;
  let kept = 0;
  return (error, facts, { way, path, client }) => {
    if (!(error instanceof GatewayError) || typeof error.details?.rule !== 'string') return;
    const current = Math.floor(now() / 60_000);
    if (current !== minute) {
      if (kept > 0) log.warn('{kept} more refusals were not written down', { kept });
      [minute, written, kept] = [current, 0, 0];
    }
    if (written >= MOST_A_MINUTE) {
      kept += 1;
      return;
    }
    written += 1;
    const { code, rule, next } = error.details;
    const { identity } = facts;
    log.info('{way} refused: {message}', {
      event: 'refusal',
      way,
      path: path.slice(0, LONGEST),
      message: error.message,
      code,
      rule,
      next,
      address: facts.address,
      peer: facts.peer,
      client,
      origin: facts.origin,
      host: facts.host,
      user: identity === null || identity.by === 'nobody' ? null : identity.user,
    });
  };
}

/** The same judge, whose refusals are written down. */
export function noted(auth: Auth, note: NoteRefusal): Auth {
  return async (attempt) => {
    try {
      return await auth(attempt);
    } catch (error) {
      note(error, attempt.facts, { way: 'socket', path: '/', client: attempt.connect.client.id });
      throw error;
    }
  };
}
