// A request to be paired: what it says, how long it waits, how many may wait, and how its device is told to wait.
import { GatewayError } from '../errors.ts';
import type { Device, PairingReason, PairingRequest } from '../records.ts';
import { type Claims, claimsOf, heldScopes, type Wish } from './pairing.ts';
import { refuse } from './refusal.ts';

export const pairingLimits = { lifeMs: 10 * 60_000, pending: 50, pendingOfAddress: 10 } as const;

/** A person sits before these: they try again by themselves until somebody has answered. */
const pages = ['openclaw-control-ui', 'webchat-ui'];

const causes: Record<PairingReason, string> = {
  'not-paired': 'device pairing required',
  'role-upgrade': 'role upgrade pending approval',
  'scope-upgrade': 'scope upgrade pending approval',
  'metadata-upgrade': 'device metadata change pending approval',
};

export function requestOf(wish: Wish, reason: PairingReason, now: number): PairingRequest {
  const { id: deviceId, ...claims } = claimsOf(wish);
  const { address, origin } = wish.attempt.facts;
  const times = { createdAt: now, askedAt: now };
  return { ...claims, deviceId, scopes: [...wish.scopes], id: crypto.randomUUID(), reason, address, origin, ...times };
}

export function claimsIn(request: PairingRequest): Claims {
  const { deviceId: id, publicKey, name, platform, deviceFamily, clientId, clientMode, role } = request;
  return { id, publicKey, name, platform, deviceFamily, clientId, clientMode, role };
}

/** Whoever read the older one would approve the newer one: nothing that decides may be different. */
export function isSameWish(one: PairingRequest, other: PairingRequest): boolean {
  const decisive = ({ publicKey, role, scopes, reason, platform, deviceFamily, clientId, address }: PairingRequest) =>
    JSON.stringify([publicKey, role, [...scopes].sort(), reason, platform, deviceFamily, clientId, address]);
  return decisive(one) === decisive(other);
}

export function isExpired(request: PairingRequest, now: number): boolean {
  return now - request.askedAt >= pairingLimits.lifeMs;
}

/** Null when one more may wait beside those that do. */
export function refuseRequest(request: PairingRequest, waiting: readonly PairingRequest[]): GatewayError | null {
  const others = waiting.filter(({ deviceId }) => deviceId !== request.deviceId);
  const here = others.filter(({ address }) => address === request.address).length;
  const full = others.length >= pairingLimits.pending ? others.length : null;
  if (full === null && here < pairingLimits.pendingOfAddress) return null;
  const whose = full === null ? `${here} devices of this address` : `${full} devices`;
  return refuse('UNAVAILABLE', {
    words: `Cannot ask for approval: ${whose} are waiting for theirs already`,
    next: "answer them on the gateway's machine (`pincer devices list`), or try again in 10 minutes",
    code: 'PAIRING_REQUESTS_FULL',
    rule: 'pairing_requests_full',
    retryAfterMs: pairingLimits.lifeMs,
    details: { recommendedNextStep: 'wait_then_retry' },
  });
}

export function pairingRequired(request: PairingRequest, record: Device | null, port: number): GatewayError {
  const { id, reason, deviceId, role, scopes, clientId } = request;
  const message = `pairing required: ${causes[reason]}`;
  const next =
    `Approve it on the gateway's machine with \`pincer devices approve ${id}\` within 10 minutes, then connect ` +
    'again. Or come in from that machine, which needs no approval: open an SSH tunnel from here ' +
    `(ssh -N -L ${port}:127.0.0.1:${port} user@gateway-host) and use http://localhost:${port}/.`;
  const waits = pages.includes(clientId) && role === 'operator';
  return new GatewayError('NOT_PAIRED', message, {
    closeReason: `${message} (requestId: ${id})`,
    details: {
      code: 'PAIRING_REQUIRED',
      reason,
      requestId: id,
      remediationHint: next,
      rule: `pairing_required_${reason}`,
      next,
      ...(waits ? { recommendedNextStep: 'wait_then_retry' } : {}),
      retryable: waits,
      pauseReconnect: !waits,
      deviceId,
      requestedRole: role,
      requestedScopes: scopes,
      ...(record ? { approvedRoles: [record.role], approvedScopes: heldScopes(record) } : {}),
    },
  });
}
