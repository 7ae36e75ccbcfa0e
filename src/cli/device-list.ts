// What the gateway answers of devices, how one is found in it by the start of its id, and how it is shown.
import * as v from 'valibot';
import { Scope } from '../protocol/scopes.ts';
import { CommandFailure, misuse } from './failure.ts';
import { duration, table } from './output.ts';

const Words = v.optional(v.string(), '');
const Scopes = v.optional(v.array(v.string()), []);

const Pending = v.object({
  requestId: v.string(),
  deviceId: v.string(),
  displayName: v.optional(v.string()),
  platform: Words,
  clientId: Words,
  scopes: Scopes,
  remoteIp: Words,
  isRepair: v.optional(v.boolean(), false),
  ts: v.number(),
});
export type Pending = v.InferOutput<typeof Pending>;

const Paired = v.object({
  deviceId: v.string(),
  displayName: v.optional(v.string()),
  platform: Words,
  clientId: Words,
  role: v.optional(v.string(), 'operator'),
  scopes: Scopes,
  approvedVia: Words,
  connected: v.optional(v.boolean(), false),
  tokens: v.optional(v.array(v.object({ scopes: Scopes, revokedAtMs: v.optional(v.number()) })), []),
});
export type Paired = v.InferOutput<typeof Paired>;

const List = v.object({ pending: v.array(Pending), paired: v.array(Paired) });
export type DeviceList = v.InferOutput<typeof List>;

/** So much of an id names something; less would name the wrong thing too easily. */
const SHORTEST = 6;

export function readList(result: unknown): DeviceList {
  const list = v.safeParse(List, result);
  if (list.success) return list.output;
  throw new CommandFailure('PROTOCOL', 'The gateway answered device.pair.list in a way that is not known');
}

/** What it came to: the gateway gives no more than it may. */
export function grantedIn(result: unknown): string[] {
  const Rotated = v.object({ scopes: Scopes });
  const granted = v.safeParse(
    v.union([
      v.pipe(
        v.object({ device: Rotated }),
        v.transform((it) => it.device),
      ),
      Rotated,
    ]),
    result,
  );
  return granted.success ? granted.output.scopes : [];
}

export function findRequest({ pending }: DeviceList, start: string): Pending {
  return only(pending, ({ requestId }) => requestId, start, 'pairing request');
}

export function findDevice({ paired }: DeviceList, start: string): Paired {
  return only(paired, ({ deviceId }) => deviceId, start, 'device');
}

export function newestRequest({ pending }: DeviceList): Pending {
  const newest = pending.toSorted((one, other) => other.ts - one.ts)[0];
  if (newest) return newest;
  throw new CommandFailure(
    'NOT_FOUND',
    'Cannot approve the newest pairing request: none is waiting; let the device connect again, then run it again',
  );
}

/** Of these, what a client can ask for itself, so as to be able to give it. */
export function knownScopes(scopes: readonly string[]): Scope[] {
  return scopes.filter((scope) => v.is(Scope, scope));
}

export function listWords({ pending, paired }: DeviceList, now: number): string {
  const waiting = pending.map((one) => [
    one.requestId,
    who(one),
    one.remoteIp,
    short(one.scopes),
    one.isRepair ? 'wants a change' : 'new',
    `${duration(Math.max(0, now - one.ts))} ago`,
  ]);
  const known = paired.map((one) => [
    one.deviceId.slice(0, 16),
    who(one),
    short(one.tokens[0]?.scopes ?? one.scopes),
    one.approvedVia,
    one.tokens.some(({ revokedAtMs }) => revokedAtMs !== undefined) ? 'token revoked' : one.connected ? 'here' : '',
  ]);
  const asking = table([['Request', 'Device', 'Address', 'Asks for', '', ''], ...waiting]);
  return [
    waiting.length === 0
      ? 'No device is waiting'
      : `${asking}\nApprove one with \`pincer devices approve <request>\`, or turn it away with reject`,
    known.length === 0 ? 'No device is paired' : table([['Paired', 'Device', 'May', 'Approved by', ''], ...known]),
  ].join('\n\n');
}

/** The words are those of strangers: nothing in them may move the cursor. */
export function who(device: Pick<Pending, 'displayName' | 'clientId' | 'platform'>): string {
  const words = [device.displayName ?? device.clientId, device.platform].filter((part) => part !== '').join(', ');
  return words.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 40);
}

export function short(scopes: readonly string[]): string {
  return scopes.map((scope) => scope.replace(/^operator\./, '').replace(/[^\w.-]/g, '')).join(' ') || 'nothing';
}

function only<T>(all: readonly T[], idOf: (one: T) => string, start: string, kind: string): T {
  if (start.length < SHORTEST) {
    throw misuse(`Cannot use '${start}' as the id of a ${kind}: give ${SHORTEST} characters of it or more`);
  }
  const found = all.filter((one) => idOf(one).startsWith(start));
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const cause =
    found.length === 0 ? `there is none whose id begins so; see \`pincer devices list\`` : 'several begin so';
  throw new CommandFailure('NOT_FOUND', `Cannot find the ${kind} '${start}': ${cause}`);
}
