// The devices that may come in, and those that ask to.
import { asc, eq, inArray } from 'drizzle-orm';
import type { DeviceStore, RequestStore } from '../ports.ts';
import type { Database } from './database.ts';
import { explained, reading } from './failure.ts';
import { twice } from './patience.ts';
import { upserting } from './rows.ts';
import { devices, pairingRequests } from './tables.ts';

const putDevices = upserting(devices, ['id']);
const putRequests = upserting(pairingRequests, ['deviceId']);

export function createDeviceStore(db: Database): DeviceStore {
  const answered = (id: string) => ({ sql: 'delete from "pairing_requests" where "device_id" = ?', args: [id] });
  return {
    async get(id) {
      const [device] = await reading(db.select().from(devices).where(eq(devices.id, id)));
      return device ?? null;
    },

    list: () => reading(db.select().from(devices).orderBy(asc(devices.createdAt), asc(devices.id))),

    async put(device) {
      const written = db.$client.batch([...putDevices([device]), answered(device.id)], 'write');
      await explained('Cannot save the device', written);
    },

    async remove(id) {
      const gone = { sql: 'delete from "devices" where "id" = ?', args: [id] };
      await explained(
        'Cannot remove the device',
        twice(() => db.$client.batch([gone, answered(id)], 'write')),
      );
    },
  };
}

export function createRequestStore(db: Database): RequestStore {
  const { askedAt, deviceId } = pairingRequests;
  return {
    list: () => reading(db.select().from(pairingRequests).orderBy(asc(askedAt), asc(deviceId))),

    async put(request) {
      await explained('Cannot save the pairing request', db.$client.batch(putRequests([request]), 'write'));
    },

    async remove(deviceIds) {
      const gone = db.delete(pairingRequests).where(inArray(deviceId, [...deviceIds]));
      await explained(
        'Cannot remove the pairing requests',
        twice(() => gone.execute()),
      );
    },
  };
}
