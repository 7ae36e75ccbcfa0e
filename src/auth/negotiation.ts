// What a connect frame must be before any credential is looked at: a protocol, a role and a kind of client we serve.
import type { GatewayError } from '../errors.ts';
import type { Attempt } from '../ports.ts';
import { type ConnectParams, PROTOCOL } from '../protocol/connect.ts';
import { originMissing, refuseOrigin } from './origin.ts';
import { controlUiIdentityRequired, refuse, roleRefused } from './refusal.ts';

const minimumProbeProtocol = 3;
const pages: readonly string[] = ['openclaw-control-ui', 'webchat-ui'];

export function refuseTerms(attempt: Attempt, gateway: Parameters<typeof refuseOrigin>[1]): GatewayError | null {
  const { connect, facts } = attempt;
  return refuseProtocol(connect) ?? refuseRole(connect.role) ?? refuseOrigin(facts, gateway) ?? refusePage(attempt);
}

function refuseProtocol(connect: ConnectParams): GatewayError | null {
  const { minProtocol, maxProtocol, client, role } = connect;
  const oldest = client.mode === 'probe' || role === 'node' ? minimumProbeProtocol : PROTOCOL;
  if (minProtocol <= maxProtocol && minProtocol <= PROTOCOL && maxProtocol >= oldest) return null;
  const words = `protocol mismatch: this gateway speaks ${PROTOCOL}, the client ${minProtocol} to ${maxProtocol}`;
  return refuse('INVALID_REQUEST', {
    words,
    next: 'use a client of this version',
    code: 'PROTOCOL_MISMATCH',
    rule: 'protocol_mismatch',
    closeCode: 1002,
    details: {
      clientMinProtocol: minProtocol,
      clientMaxProtocol: maxProtocol,
      expectedProtocol: PROTOCOL,
      minimumProbeProtocol,
    },
  });
}

function refuseRole(role: string): GatewayError | null {
  return role === 'operator' ? null : roleRefused(role);
}

function refusePage({ connect: { client }, facts }: Attempt): GatewayError | null {
  return pages.includes(client.id) && facts.origin === null ? originMissing(client.id) : null;
}

/** A page whose person a proxy vouches for needs no key. That is for operators; other roles are refused before. */
export function refuseKeyless({ connect: { client, device }, facts }: Attempt): GatewayError | null {
  if (device || facts.identity?.by === 'trusted-proxy') return null;
  return client.id === 'openclaw-control-ui' ? controlUiIdentityRequired() : null;
}
