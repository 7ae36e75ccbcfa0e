// Devices: their requests answered, the paired ones listed and removed, their tokens renewed and taken back.
import type * as v from 'valibot';
import {
  DeviceParams,
  DeviceRemoved,
  PairAnswerParams,
  PairApproved,
  type PairedDevice,
  PairList,
  PairRejected,
  pairRequested,
  Revoked,
  Rotated,
  RotateParams,
  TokenParams,
} from '../protocol/devices.ts';
import { Nothing } from '../protocol/system.ts';
import type { Device } from '../records.ts';
import { method, type Table } from './method.ts';

export const deviceMethods: Table = {
  'device.pair.list': method({
    params: Nothing,
    result: PairList,
    async handle(_params, _caller, { devices }) {
      const { pending, paired } = await devices.list();
      return {
        pending: pending.map(pairRequested),
        paired: paired.map((device) => ({ ...shown(device), connected: device.connected })),
      };
    },
  }),
  'device.pair.approve': method({
    params: PairAnswerParams,
    result: PairApproved,
    async handle({ requestId }, caller, { devices }) {
      const { device } = await devices.answer(caller, requestId, 'approve');
      if (!device) throw new Error('An approved request has a device');
      return { requestId, device: shown(device) };
    },
  }),
  'device.pair.reject': method({
    params: PairAnswerParams,
    result: PairRejected,
    async handle({ requestId }, caller, { devices }) {
      const { request } = await devices.answer(caller, requestId, 'reject');
      return { requestId, deviceId: request.deviceId };
    },
  }),
  'device.pair.remove': method({
    params: DeviceParams,
    result: DeviceRemoved,
    async handle({ deviceId }, caller, { devices }) {
      await devices.remove(caller, deviceId);
      return { deviceId };
    },
  }),
  'device.token.rotate': method({
    params: RotateParams,
    result: Rotated,
    async handle({ deviceId, role, scopes }, caller, { devices }) {
      const { device, token } = await devices.rotate(caller, { deviceId, role }, scopes);
      const renewed = { deviceId, role, scopes: device.tokenScopes ?? device.scopes, rotatedAtMs: device.issuedAt };
      return token === null
        ? { ...renewed, tokenDelivery: 'withheld-cross-device' as const }
        : { ...renewed, token, tokenDelivery: 'in-band' as const };
    },
  }),
  'device.token.revoke': method({
    params: TokenParams,
    result: Revoked,
    async handle({ deviceId, role }, caller, { devices }) {
      const { revokedAt, issuedAt } = await devices.revoke(caller, { deviceId, role });
      return { deviceId, role, revokedAtMs: revokedAt ?? issuedAt };
    },
  }),
};

function shown(device: Device): v.InferOutput<typeof PairedDevice> {
  const { name, platform, deviceFamily, role, scopes, tokenScopes, createdAt, issuedAt, revokedAt } = device;
  const rotated = issuedAt === createdAt ? {} : { rotatedAtMs: issuedAt };
  const token = { role, scopes: tokenScopes ?? scopes, createdAtMs: createdAt, ...rotated };
  return {
    deviceId: device.id,
    publicKey: device.publicKey,
    ...(name === null ? {} : { displayName: name }),
    ...(platform === null ? {} : { platform }),
    ...(deviceFamily === null ? {} : { deviceFamily }),
    clientId: device.clientId,
    clientMode: device.clientMode,
    role,
    roles: [role],
    scopes,
    approvedVia: device.approvedVia,
    createdAtMs: createdAt,
    approvedAtMs: createdAt,
    lastSeenAtMs: device.seenAt,
    tokens: [revokedAt === null ? token : { ...token, revokedAtMs: revokedAt }],
  };
}
