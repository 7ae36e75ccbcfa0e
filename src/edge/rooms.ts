// The inside of a gateway as one object of a deployment has it, or the entry for one request.
import { type Host, type Interior, openInterior } from '../assembly/interior.ts';
import { showSettings } from '../assembly/shown-settings.ts';
import { GatewayError } from '../errors.ts';
import type { Surroundings } from '../methods/method.ts';
import type { Devices } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { startLog, tailLog } from './log.ts';
import { openMeans } from './means.ts';
import type { Place } from './place.ts';

type Own = Pick<Host, 'sessions'> & Partial<Pick<Host, 'devices' | 'gateway'>>;

export function openRooms(place: Place, database: Database, { sessions, devices, gateway }: Own): Interior {
  startLog(place);
  const { text, written, settings, problems } = place.file;
  return openInterior({
    means: openMeans(place, database),
    signingKey: place.signingKey,
    sessions,
    devices: devices ?? elsewhere,
    gateway: gateway ?? elsewhere,
    config: () => showSettings({ path: place.settingsPath, text, written, valid: settings !== null, problems }),
    logs: async (params) => tailLog(params),
    vitals: async () => ({ database: { kind: 'remote', bytes: null } }),
    startedAt: Date.now(),
    now: Date.now,
  });
}

/** No table of a session's door and no route asks for these: they are the gateway's, and it serves them itself. */
const elsewhere: Devices & Surroundings['gateway'] = {
  connections: 0,
  presence: refused,
  health: refused,
  systemEvent: refused,
  list: refused,
  answer: refused,
  remove: refused,
  rotate: refused,
  revoke: refused,
};

function refused(): never {
  throw new GatewayError('INVALID_REQUEST', 'Cannot ask that here: connect to the gateway itself');
}
