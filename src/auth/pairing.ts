// What a device wants, whether it may have it already, and its record once somebody said yes. Nothing is stored here.
import type { Attempt } from '../ports.ts';
import type { DeviceProof } from '../protocol/connect.ts';
import { allows, type Scope } from '../protocol/scopes.ts';
import type { Device, PairingReason } from '../records.ts';
import { nextGeneration } from './device-token.ts';
import { knownScopes } from './scope-grant.ts';

const longestText = 128;

export type Wish = {
  proof: DeviceProof;
  scopes: Scope[];
  attempt: Attempt;
  /** Who answers for it, so that nobody has to be asked. */
  silently: Silence | null;
};
export type Silence = 'loopback' | 'tailscale' | 'trusted-proxy';

/** Who a device says that it is; only its id and its key are proved. */
export type Claims = Pick<Device, 'id' | 'publicKey' | 'name' | 'deviceFamily' | 'clientId' | 'clientMode' | 'role'> & {
  platform: string;
};

export function claimsOf({ proof, attempt }: Wish): Claims {
  const { client, role } = attempt.connect;
  return {
    id: proof.id,
    publicKey: proof.publicKey,
    name: client.displayName?.slice(0, longestText) ?? null,
    platform: client.platform.slice(0, longestText),
    deviceFamily: client.deviceFamily?.slice(0, longestText) ?? null,
    clientId: client.id,
    clientMode: client.mode,
    role,
  };
}

/** What a device has now: all that was approved, or what a narrower token left of it. */
export function heldScopes(device: Pick<Device, 'scopes' | 'tokenScopes'>): string[] {
  return device.tokenScopes ?? device.scopes;
}

/** A proxy answers for newcomers only: what a device that is known wants beside what it has is a person's to give. */
export function silenceOf({ silently }: Wish, record: Device | null): Silence | null {
  return silently === 'trusted-proxy' && record !== null ? null : silently;
}

/** Null when the device may have what it wishes; a narrower wish leaves its approval and its token as they are. */
export function pairingReason(wish: Wish, record: Device | null): PairingReason | null {
  if (!record) return 'not-paired';
  const claims = claimsOf(wish);
  if (record.role !== claims.role) return 'role-upgrade';
  const held = heldScopes(record);
  if (!wish.scopes.every((scope) => allows(held, scope))) return 'scope-upgrade';
  const changed = differs(record.platform, claims.platform) || differs(record.deviceFamily, claims.deviceFamily);
  return changed ? 'metadata-upgrade' : null;
}

/** What was never told is not held against anyone. */
function differs(known: string | null, claimed: string | null): boolean {
  return known !== null && known.trim().toLowerCase() !== (claimed ?? '').trim().toLowerCase();
}

/** The record under a new generation whenever the device has more than before: an older token has older scopes. */
export function approve(
  claims: Claims,
  record: Device | null,
  granted: readonly string[],
  { via, now }: { via: Silence | 'operator'; now: number },
): Device {
  const known = record?.role === claims.role ? record : null;
  const before = known ? heldScopes(known) : [];
  const scopes = knownScopes([...(known?.scopes ?? []), ...granted]);
  const held = knownScopes([...before, ...granted]);
  const widens = !known || !held.every((scope) => allows(before, scope));
  return {
    ...claims,
    deviceFamily: claims.deviceFamily ?? known?.deviceFamily ?? null,
    scopes,
    tokenScopes: narrowed(held, scopes),
    generation: known && !widens ? known.generation : nextGeneration(record?.generation ?? null, now),
    issuedAt: known && !widens ? known.issuedAt : now,
    revokedAt: null,
    approvedVia: known?.approvedVia === 'operator' ? 'operator' : via,
    createdAt: known?.createdAt ?? now,
    seenAt: now,
  };
}

/** The record under a new token that has these scopes. */
export function renew(device: Device, held: Scope[], now: number): Device {
  const generation = nextGeneration(device.generation, now);
  return { ...device, tokenScopes: narrowed(held, device.scopes), generation, issuedAt: now, revokedAt: null };
}

export function revoke(device: Device, now: number): Device {
  return { ...device, generation: nextGeneration(device.generation, now), issuedAt: now, revokedAt: now };
}

function narrowed(held: Scope[], approved: readonly string[]): Scope[] | null {
  return knownScopes(approved).every((scope) => allows(held, scope)) ? null : held;
}
