// What somebody gets whom a proxy or Tailscale vouches for: the scopes of the session, and what becomes of the device.
import type { Attempt, Identity, Principal } from '../ports.ts';
import type { Scope } from '../protocol/scopes.ts';
import type { Device } from '../records.ts';
import type { DeviceLedger } from './device-ledger.ts';
import { heldScopes } from './pairing.ts';
import type { Policy } from './policy.ts';
import { everyScope, grantScopes, knownScopes, underCeiling } from './scope-grant.ts';
import { isSameUser } from './user-name.ts';

/** Who came in, and the device that takes its token home. */
export type Admitted = { principal: Principal; device: Device | null };

type Vouched = Extract<Identity, { user: string }>;
type Around = { devices: Pick<DeviceLedger, 'visit'>; now: () => number };

const pages = ['openclaw-control-ui', 'webchat-ui'];

export async function vouchedAdmission(
  attempt: Attempt,
  identity: Vouched,
  policy: Policy,
  known: Device | null,
  around: Around,
): Promise<Admitted> {
  const byTailscale = identity.by === 'tailscale';
  const settled = byTailscale
    ? await pairedByTailscale(attempt, known, around)
    : await sessionOf(attempt, identity, policy, known, around);
  const { maxSocketAgeSeconds } = policy.gateway.auth.trustedProxy ?? {};
  const until = byTailscale || !maxSocketAgeSeconds ? null : around.now() + maxSocketAgeSeconds * 1000;
  const principal: Principal = {
    role: 'operator',
    scopes: settled.scopes,
    client: attempt.connect.client,
    method: identity.by,
    deviceId: settled.device?.id ?? null,
    user: identity.user,
    until,
  };
  return { principal, device: settled.device };
}

/** What the settings give a user of the proxy for as long as the session lasts. Never to whoever came in otherwise. */
export function identityScopes({ gateway, mode }: Policy, user: string): Scope[] {
  if (mode !== 'trusted-proxy') return [];
  const given = Object.entries(gateway.auth.identityScopes).filter(([name]) => isSameUser(name, user));
  return knownScopes(given.flatMap(([, scopes]) => scopes));
}

type Settled = { scopes: Scope[]; device: Device | null };

/** Tailscale only spares the approval: the device proves its key, and keeps what it was given. */
async function pairedByTailscale(attempt: Attempt, known: Device | null, { devices }: Around): Promise<Settled> {
  const { device: proof, scopes: asked } = attempt.connect;
  if (!proof) return { scopes: [], device: null };
  const scopes = grantScopes(asked ?? (known ? heldScopes(known) : undefined), everyScope);
  return { scopes, device: await devices.visit({ proof, scopes, attempt, silently: 'tailscale' }) };
}

async function sessionOf(
  attempt: Attempt,
  { user, ceiling }: Vouched,
  policy: Policy,
  known: Device | null,
  { devices }: Around,
): Promise<Settled> {
  const { device: proof, scopes: wished, client } = attempt.connect;
  const given = identityScopes(policy, user);
  const within = (scopes: readonly Scope[]) => grantScopes(wished, underCeiling(scopes, ceiling));
  // Nothing binds the scopes that a client without a key claims, but the settings.
  if (!proof) return { scopes: within(given), device: null };
  const visit = (scopes: Scope[], silently: 'trusted-proxy' | null) =>
    devices.visit({ proof, scopes, attempt, silently });

  const auto = policy.gateway.auth.trustedProxy?.deviceAutoApprove;
  const enrols = auto?.enabled === true && pages.includes(client.id) ? auto.scopes : null;
  if (known && (enrols || given.length > 0)) {
    const held = knownScopes(heldScopes(known));
    return { scopes: within([...held, ...given]), device: await visit(within(held), null) };
  }
  if (enrols) return { scopes: within([...enrols, ...given]), device: await visit(within(enrols), 'trusted-proxy') };
  if (given.length > 0) return { scopes: within(given), device: null };
  // Somebody has to approve it by hand, and sees all that it asks for.
  const asked = wished
    ? grantScopes(wished, ceiling ?? everyScope)
    : underCeiling(known ? knownScopes(heldScopes(known)) : everyScope, ceiling);
  return { scopes: asked, device: await visit(asked, null) };
}
