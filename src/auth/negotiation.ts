// What a connect frame must be before any credential is looked at: a protocol, a role and a kind of client we serve.
import { GatewayError } from '../errors.ts';
import type { Attempt } from '../ports.ts';
import { type ConnectParams, PROTOCOL } from '../protocol/connect.ts';
import { originMissing, refuseOrigin } from './origin.ts';
import { controlUiIdentityRequired, roleRefused } from './refusal.ts';

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
  return new GatewayError('INVALID_REQUEST', words, {
    closeCode: 1002,
    details: {
      code: 'PROTOCOL_MISMATCH',
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

function refusePage({ connect, facts }: Attempt): GatewayError | null {
  const { client, device } = connect;
  if (pages.includes(client.id) && facts.origin === null) return originMissing(client.id);
  return client.id === 'openclaw-control-ui' && !device ? controlUiIdentityRequired() : null;
}
