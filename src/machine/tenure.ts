// Has a database on a server for as long as the process lives: takes it, gives signs of life, and tells when it is lost.
import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { clearTimeout, setTimeout } from 'node:timers';
import { getLogger } from '@logtape/logtape';
import type { Database } from '../store/database.ts';
import {
  type Claim,
  endTenure,
  heldBy,
  type Owner,
  ownerName,
  readOwner,
  renewTenure,
  takeTenure,
} from '../store/tenure.ts';
import type { Precaution } from './database.ts';
import { appliedTo } from './database-version.ts';
import { MachineFailure } from './failure.ts';

const RENEW_MS = 10_000;
/** After a renewal that failed; whoever was away for long has to know soon whether the database is still its own. */
const AGAIN_MS = 2000;
/** A server that is away does not hold up the end. */
const FAREWELL_MS = 2000;
const log = getLogger(['pincer', 'tenure']);

/** Rings once, unless it is called off. */
export type Alarm = (work: () => Promise<void>, afterMs: number) => () => void;

export type Tenure = {
  /** Settles only when the database is another's, with the words to end with. */
  lost: Promise<MachineFailure>;
  end(): Promise<void>;
};

/**
 * The lock of the state directory must be held: it is what makes this process the only heir of the one before it. The key
 * tells apart two directories of the same name on hosts of the same name, as containers are.
 */
export function claimOf(directory: string, key: Uint8Array): Claim {
  const home = createHash('sha256').update(key).update(`\0${hostname()}\0${directory}`).digest('hex');
  return { id: randomUUID(), home, kind: 'gateway', name: `${hostname()} (pid ${process.pid})` };
}

/** Before the tables are brought forward under another gateway, which may be of an older version. */
export function unlessHeld(claim: Claim, takeOver: boolean): Precaution {
  return async (client) => {
    if ((await appliedTo(client)).length === 0) return;
    const owner = await readOwner({ $client: client });
    if (!owner?.fresh || owner.home === claim.home || (takeOver && owner.kind === 'workers')) return;
    throw heldBy(owner);
  };
}

export async function holdTenure(
  db: Database,
  claim: Claim,
  takeOver = false,
  alarm: Alarm = alarmClock,
): Promise<Tenure> {
  const other = await takeTenure(db, claim, takeOver);
  if (other) throw heldBy(other);
  const lost = Promise.withResolvers<MachineFailure>();
  let callOff: () => void = () => undefined;
  let ended = false;

  const wait = (ms: number) => {
    if (!ended) callOff = alarm(renew, ms);
  };
  const renew = async () => {
    try {
      if (await renewTenure(db, claim.id)) return wait(RENEW_MS);
      const owner = await readOwner(db);
      // Given back while the question was under way: it is nobody's, and that is as it should be.
      if (ended) return;
      ended = true;
      lost.resolve(new MachineFailure(lostTo(owner)));
    } catch (error) {
      if (ended) return;
      log.warn('Cannot renew the hold on the database: {error}', { error });
      wait(AGAIN_MS);
    }
  };
  wait(RENEW_MS);

  return {
    lost: lost.promise,
    async end() {
      ended = true;
      callOff();
      const late = new Promise<void>((resolve) => setTimeout(resolve, FAREWELL_MS).unref());
      await Promise.race([late, endTenure(db, claim.id)]).catch((error: unknown) => {
        log.warn('Cannot give the database back; another gateway has to wait for 30 seconds: {error}', { error });
      });
    },
  };
}

function alarmClock(work: () => Promise<void>, afterMs: number): () => void {
  const timer = setTimeout(work, afterMs);
  timer.unref();
  return () => clearTimeout(timer);
}

function lostTo(owner: Owner | null): string {
  return owner
    ? `Cannot go on as ${ownerName(owner)} took the database over: run only one of the two`
    : 'Cannot go on as the database was given to somebody else and back: start the gateway again';
}
