// Who asks over HTTP: the gateway's secret as a bearer token, and the scopes that the caller keeps of it.
import type { Facts, Principal } from '../ports.ts';
import { openOnlyLocally, secretMismatch, secretMissing, secretNotConfigured } from './refusal.ts';
import { everyScope, grantScopes } from './scope-grant.ts';
import { secretsMatch } from './secret.ts';

type BearerOptions = {
  mode: () => 'token' | 'password' | 'none';
  secrets: () => { token?: string; password?: string };
  version: string;
};

/** Lets a request in as the owner, or throws the refusal. */
export type BearerAuth = (headers: Headers, facts: Facts) => Promise<Principal>;

export function createBearerAuth({ mode: modeNow, secrets, version }: BearerOptions): BearerAuth {
  return async (headers, facts) => {
    const mode = modeNow();
    if (mode === 'none') {
      if (!facts.local) throw openOnlyLocally();
    } else {
      const expected = secrets()[mode];
      const given = /^Bearer +(\S.*)$/i.exec(headers.get('authorization') ?? '')?.[1];
      if (expected === undefined) throw secretNotConfigured(mode);
      if (given === undefined) throw secretMissing(mode);
      if (!(await secretsMatch(given, expected))) throw secretMismatch(mode, false);
    }
    const client = { id: 'gateway-client', version, platform: 'http', mode: 'backend' } as const;
    return {
      role: 'operator',
      scopes: grantScopes(narrowed(headers), everyScope),
      client,
      method: mode,
      deviceId: null,
    };
  };
}

/** The header only takes scopes away; an empty one takes them all. */
function narrowed(headers: Headers): string[] | undefined {
  const written = headers.get('x-openclaw-scopes');
  if (written === null) return undefined;
  return written
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
