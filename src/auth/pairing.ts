// How a device becomes known: silently on the gateway's own machine, otherwise not yet.
import { GatewayError } from '../errors.ts';
import type { Attempt } from '../ports.ts';
import type { DeviceProof } from '../protocol/connect.ts';
import { allows, type Scope } from '../protocol/scopes.ts';
import type { Device } from '../records.ts';
import { nextGeneration } from './device-token.ts';
import { knownScopes } from './scope-grant.ts';

const longestName = 128;

export type Wish = { proof: DeviceProof; known: Device | null; scopes: Scope[]; attempt: Attempt };

/** Whether the device may already have these scopes; a narrower wish leaves its approval and its token as they are. */
export function isPaired(wish: Wish): wish is Wish & { known: Device } {
  const { known } = wish;
  return known !== null && wish.scopes.every((scope) => allows(known.scopes, scope));
}

/** The record of a device that may have what it wishes, under a new generation: an older token has older scopes. */
export function approve(wish: Wish, now: number): Device {
  const { client } = wish.attempt.connect;
  return {
    id: wish.proof.id,
    publicKey: wish.proof.publicKey,
    name: client.displayName?.slice(0, longestName) ?? null,
    platform: client.platform.slice(0, longestName),
    clientId: client.id,
    clientMode: client.mode,
    role: wish.attempt.connect.role,
    scopes: knownScopes([...(wish.known?.scopes ?? []), ...wish.scopes]),
    generation: nextGeneration(wish.known?.generation ?? null, now),
    issuedAt: now,
    approvedVia: 'loopback',
    createdAt: wish.known?.createdAt ?? now,
    seenAt: now,
  };
}

export function pairingRequired(wish: Wish, port: number): GatewayError {
  const { proof, known, scopes, attempt } = wish;
  const reason = known ? 'scope-upgrade' : 'not-paired';
  const cause = known ? 'scope upgrade pending approval' : 'device pairing required';
  const waits = attempt.connect.client.id === 'openclaw-control-ui';
  return new GatewayError('NOT_PAIRED', `pairing required: ${cause}`, {
    details: {
      code: 'PAIRING_REQUIRED',
      reason,
      requestId: crypto.randomUUID(),
      remediationHint:
        "Devices are approved only on the gateway's own machine: sign in there, or open an SSH tunnel from here " +
        `(ssh -N -L ${port}:127.0.0.1:${port} user@gateway-host) and use http://localhost:${port}/.`,
      ...(waits ? { recommendedNextStep: 'wait_then_retry' } : {}),
      retryable: waits,
      pauseReconnect: !waits,
      deviceId: proof.id,
      requestedRole: attempt.connect.role,
      requestedScopes: scopes,
      ...(known ? { approvedRoles: [known.role], approvedScopes: known.scopes } : {}),
    },
  });
}
