// What is done once an hour in a deployment, where nothing runs all the time: uploads that no message names are forgotten,
// and sessions with work that no alarm knows of, as after a move from a machine, are woken.
import { getLogger } from '@logtape/logtape';
import { sha256 } from '../machine/digest.ts';
import { limits } from '../media/limits.ts';
import { createMediaStore } from '../store/media.ts';
import { createSessionIndex } from '../store/session-index.ts';
import type { Bindings } from './bindings.ts';
import { openRemote } from './database.ts';
import { objectName } from './gateway-name.ts';
import { startLog } from './log.ts';
import type { Place } from './place.ts';
import { opened } from './reply.ts';

const MOST_WOKEN = 500;
const log = getLogger(['pincer', 'tidy']);

export async function tidy(place: Place, { SESSIONS }: Bindings): Promise<void> {
  startLog(place);
  const database = openRemote(place);
  try {
    const count = await createMediaStore(database, sha256).sweep(Date.now() - limits.orphanMs);
    if (count > 0) log.info('Forgot {count} uploads that no message named', { count });
    for (const key of (await createSessionIndex(database).unfinished()).slice(0, MOST_WOKEN)) {
      await opened(SESSIONS.getByName(objectName(place.gateway, key)).wake());
    }
  } catch (error) {
    log.error('Cannot tidy up: {error}', { error });
  }
}
