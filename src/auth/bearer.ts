// Who asks over HTTP: the gateway's secret as a bearer token, or a user of the trusted proxy; and the scopes kept of it.
import type { Facts, Principal } from '../ports.ts';
import type { Scope } from '../protocol/scopes.ts';
import { type Guesses, rateLimited } from './attempts.ts';
import { identityRefusal, refuseUnvouched } from './identity-refusal.ts';
import type { Policy } from './policy.ts';
import { bearerStep, openOnlyLocally, secretMismatch, secretMissing, secretNotConfigured } from './refusal.ts';
import { everyScope, readCeiling, underCeiling } from './scope-grant.ts';
import { secretsMatch } from './secret.ts';
import { identityScopes } from './vouched.ts';

type BearerOptions = {
  policy: () => Policy;
  attempts: Guesses;
  version: string;
};

/** Lets a request in, or throws the refusal. Tailscale's word opens sockets only, and is not asked for here. */
export type BearerAuth = (headers: Headers, facts: Facts) => Promise<Principal>;

export function createBearerAuth({ policy: policyNow, attempts, version }: BearerOptions): BearerAuth {
  return async (headers, facts) => {
    const policy = policyNow();
    const { mode } = policy;
    const { identity } = facts;
    const client = { id: 'gateway-client', version, platform: 'http', mode: 'backend' } as const;
    const came = (method: Principal['method'], user: string | null, scopes: readonly Scope[]): Principal => {
      const kept = underCeiling(scopes, readCeiling(headers));
      return { role: 'operator', scopes: kept, client, method, deviceId: null, user, until: null };
    };
    if (mode === 'trusted-proxy') {
      refuseUnvouched(facts);
      if (identity?.by === 'trusted-proxy') {
        return came('trusted-proxy', identity.user, identityScopes(policy, identity.user));
      }
      // Without its proxy it is entered on its own machine only, by the password.
      if (!policy.secrets.password) throw identityRefusal('trusted_proxy_no_identity', '');
    }
    if (mode === 'none') {
      if (!facts.local) throw openOnlyLocally();
      return came(mode, null, everyScope);
    }
    const kind = mode === 'token' ? 'token' : 'password';
    await judgeBearer(headers, facts, kind, policy.secrets[kind], attempts);
    return came(kind, null, everyScope);
  };
}

async function judgeBearer(
  headers: Headers,
  facts: Facts,
  kind: 'token' | 'password',
  expected: string | undefined,
  attempts: Guesses,
): Promise<void> {
  const given = /^Bearer +(\S.*)$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (expected === undefined) throw secretNotConfigured(kind);
  if (given === undefined) throw secretMissing(kind, bearerStep(kind));
  const { address, origin, local } = facts;
  const attempt = await attempts.begin({ kind: 'secret', address, origin, local });
  if (attempt.locked !== null) throw rateLimited(attempt.locked);
  const matches = await Promise.all(readings(given).map((reading) => secretsMatch(reading, expected)));
  if (matches.includes(true)) return attempt.succeeded();
  await attempt.failed();
  throw secretMismatch(kind, false, bearerStep(kind));
}

/** A header is bytes that were read as Latin-1, and most programs mean UTF-8 by them. */
function readings(given: string): string[] {
  const bytes = Uint8Array.from(given, (letter) => letter.charCodeAt(0));
  return [given, new TextDecoder().decode(bytes)];
}
