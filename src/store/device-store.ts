// The devices that may come in.
import { asc, eq } from 'drizzle-orm';
import type { DeviceStore } from '../ports.ts';
import type { Database } from './database.ts';
import { explained, reading } from './failure.ts';
import { upserting } from './rows.ts';
import { devices } from './tables.ts';

const putDevices = upserting(devices, ['id']);

export function createDeviceStore(db: Database): DeviceStore {
  return {
    async get(id) {
      const [device] = await reading(db.select().from(devices).where(eq(devices.id, id)));
      return device ?? null;
    },

    list: () => reading(db.select().from(devices).orderBy(asc(devices.createdAt), asc(devices.id))),

    async put(device) {
      await explained('Cannot save the device', db.$client.batch(putDevices([device]), 'write'));
    },

    async remove(id) {
      await explained('Cannot remove the device', db.delete(devices).where(eq(devices.id, id)));
    },
  };
}
