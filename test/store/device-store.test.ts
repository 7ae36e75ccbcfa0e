import { expect, test } from 'vitest';
import type { Device, PairingRequest } from '../../src/records.ts';
import { createDeviceStore, createRequestStore } from '../../src/store/device-store.ts';
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

const asked: PairingRequest = {
  id: 'one',
  deviceId: 'phone',
  publicKey: 'key',
  name: null,
  platform: 'ios',
  deviceFamily: null,
  clientId: 'openclaw-ios',
  clientMode: 'ui',
  role: 'operator',
  scopes: ['operator.read'],
  reason: 'not-paired',
  address: '192.0.2.7',
  origin: null,
  createdAt: 1,
  askedAt: 2,
};

test('RequestStore.put() keeps one request for a device, oldest first in the list, and remove() takes several', async () => {
  const requests = createRequestStore((await openStore()).db);
  const earlier = { ...asked, deviceId: 'laptop', id: 'two', askedAt: 1 };
  await requests.put(asked);
  await requests.put(earlier);
  const newer = { ...asked, id: 'three', scopes: [], askedAt: 3 };
  await requests.put(newer);
  expect(await requests.list()).toEqual([earlier, newer]);
  await requests.remove(['laptop', 'phone', 'nobody']);
  expect(await requests.list()).toEqual([]);
});

test('DeviceStore.put() and remove() end what their device waited for, and no other', async () => {
  const { db } = await openStore();
  const [devices, requests] = [createDeviceStore(db), createRequestStore(db)];
  const other = { ...asked, deviceId: 'laptop' };
  await requests.put(other);
  for (const change of [() => devices.put(phone), () => devices.remove('phone')]) {
    await requests.put(asked);
    await change();
    expect(await requests.list()).toEqual([other]);
  }
});

test('DeviceStore.get() takes a record from before the newest columns as one with all that was approved', async () => {
  const { db } = await openStore();
  await createDeviceStore(db).put(phone);
  await db.$client.execute('update devices set token_scopes = null, device_family = null, revoked_at = null');
  expect(await createDeviceStore(db).get('phone')).toEqual(phone);
});
