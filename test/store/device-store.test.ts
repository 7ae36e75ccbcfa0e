import { expect, test } from 'vitest';
import type { Device } from '../../src/records.ts';
import { createDeviceStore } from '../../src/store/device-store.ts';
import { connect, openStore } from './fixture.ts';

const phone: Device = {
  id: 'phone',
  publicKey: 'key',
  name: null,
  platform: 'ios',
  deviceFamily: null,
  clientId: 'openclaw-ios',
  clientMode: 'ui',
  role: 'operator',
  scopes: ['operator.read', 'operator.write'],
  tokenScopes: null,
  generation: 1,
  issuedAt: 2,
  revokedAt: null,
  approvedVia: 'local',
  createdAt: 5,
  seenAt: 6,
};

test('DeviceStore.put() writes a device and writes over it', async () => {
  const devices = createDeviceStore((await openStore()).db);
  expect(await devices.get('phone')).toBeNull();
  await devices.put(phone);
  expect(await devices.get('phone')).toEqual(phone);
  const renamed = { ...phone, name: 'My phone', scopes: [], generation: 2 };
  await devices.put(renamed);
  expect(await devices.get('phone')).toEqual(renamed);
  expect(await devices.list()).toEqual([renamed]);
});

test('DeviceStore.list() is in order of arrival, and remove() takes one away', async () => {
  const devices = createDeviceStore((await openStore()).db);
  const laptop = { ...phone, id: 'laptop', createdAt: 1 };
  await devices.put(phone);
  await devices.put(laptop);
  expect(await devices.list()).toEqual([laptop, phone]);
  await devices.remove('laptop');
  await devices.remove('laptop');
  expect(await devices.list()).toEqual([phone]);
});

test('DeviceStore.put() says why it cannot save', async () => {
  const { db, file } = await openStore();
  const holder = await connect(file).transaction('write');
  await expect(createDeviceStore(db).put(phone)).rejects.toThrow(/^Cannot save the device: the database is locked/);
  await expect(createDeviceStore(db).remove('phone')).rejects.toThrow(
    /^Cannot remove the device: the database is locked/,
  );
  holder.close();
  await createDeviceStore(db).put(phone);
});
