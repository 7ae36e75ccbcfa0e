// What the view of the devices reads of the gateway.
import * as v from 'valibot';

const Texts = v.optional(v.array(v.string()), []);
const Who = {
  deviceId: v.string(),
  displayName: v.optional(v.string()),
  platform: v.optional(v.string()),
  deviceFamily: v.optional(v.string()),
  clientId: v.optional(v.string(), ''),
  clientMode: v.optional(v.string(), ''),
  role: v.optional(v.string(), 'operator'),
  scopes: Texts,
};

export const Request = v.object({
  ...Who,
  requestId: v.string(),
  browserOrigin: v.optional(v.string()),
  remoteIp: v.optional(v.string(), ''),
  isRepair: v.optional(v.boolean(), false),
  ts: v.optional(v.number(), 0),
});
export type Request = v.InferOutput<typeof Request>;

export const Paired = v.object({
  ...Who,
  approvedVia: v.optional(v.string(), ''),
  approvedAtMs: v.optional(v.number(), 0),
  lastSeenAtMs: v.optional(v.number(), 0),
  connected: v.optional(v.boolean(), false),
  tokens: v.optional(
    v.array(
      v.object({
        scopes: Texts,
        rotatedAtMs: v.optional(v.number()),
        revokedAtMs: v.optional(v.number()),
      }),
    ),
    [],
  ),
});
export type Paired = v.InferOutput<typeof Paired>;

export const PairList = v.object({ pending: v.array(Request), paired: v.array(Paired) });
export type PairList = v.InferOutput<typeof PairList>;

export const Rotated = v.object({ deviceId: v.string(), token: v.optional(v.string()) });
