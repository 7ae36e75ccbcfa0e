// Devices: who asks to be paired, who is, and the tokens of those.
import * as v from 'valibot';
import type { PairingRequest } from '../records.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
const Id = v.pipe(Text, v.maxLength(128));
const Texts = v.array(Text);

export const PairRequested = v.object({
  requestId: Text,
  deviceId: Text,
  publicKey: Text,
  displayName: v.optional(Text),
  platform: Text,
  deviceFamily: v.optional(Text),
  clientId: Text,
  clientMode: Text,
  browserOrigin: v.optional(Text),
  role: Text,
  roles: Texts,
  scopes: Texts,
  remoteIp: Text,
  /** The device is known, and asks for something else. */
  isRepair: v.boolean(),
  ts: v.number(),
});
export type PairRequested = v.InferOutput<typeof PairRequested>;

export const PairResolved = v.object({ requestId: Text, deviceId: Text, decision: Text, ts: v.number() });
export type PairResolved = v.InferOutput<typeof PairResolved>;

export function pairRequested(request: PairingRequest): PairRequested {
  const { id, deviceId, publicKey, name, platform, deviceFamily, clientId, clientMode, origin, role, scopes } = request;
  return {
    requestId: id,
    deviceId,
    publicKey,
    ...(name === null ? {} : { displayName: name }),
    platform,
    ...(deviceFamily === null ? {} : { deviceFamily }),
    clientId,
    clientMode,
    ...(origin === null ? {} : { browserOrigin: origin }),
    role,
    roles: [role],
    scopes,
    remoteIp: request.address,
    isRepair: request.reason !== 'not-paired',
    ts: request.createdAt,
  };
}

export const PairedDevice = v.object({
  deviceId: Text,
  publicKey: Text,
  displayName: v.optional(Text),
  platform: v.optional(Text),
  deviceFamily: v.optional(Text),
  clientId: Text,
  clientMode: Text,
  role: Text,
  roles: Texts,
  scopes: Texts,
  approvedVia: Text,
  createdAtMs: v.number(),
  approvedAtMs: v.number(),
  lastSeenAtMs: v.number(),
  tokens: v.array(
    v.object({
      role: Text,
      scopes: Texts,
      createdAtMs: v.number(),
      rotatedAtMs: v.optional(v.number()),
      revokedAtMs: v.optional(v.number()),
    }),
  ),
});

export const PairList = v.object({
  pending: v.array(PairRequested),
  paired: v.array(v.object({ ...PairedDevice.entries, connected: v.boolean() })),
});

export const PairAnswerParams = v.object({ requestId: Id });
export const PairApproved = v.object({ requestId: Text, device: PairedDevice });
export const PairRejected = v.object({ requestId: Text, deviceId: Text });

export const DeviceParams = v.object({ deviceId: Id });
export const DeviceRemoved = v.object({ deviceId: Text });

export const TokenParams = v.object({ deviceId: Id, role: Id });
export const RotateParams = v.object({
  ...TokenParams.entries,
  scopes: v.optional(v.pipe(v.array(Id), v.maxLength(32))),
});
export const Rotated = v.object({
  deviceId: Text,
  role: Text,
  scopes: Texts,
  rotatedAtMs: v.number(),
  /** Given to the device itself alone. */
  token: v.optional(Text),
  tokenDelivery: v.picklist(['in-band', 'withheld-cross-device']),
});
export const Revoked = v.object({ deviceId: Text, role: Text, revokedAtMs: v.number() });
