// Who asks over HTTP: the gateway's secret as a bearer token, and the scopes that the caller keeps of it.
import type { Facts, Principal } from '../ports.ts';
import { bearerStep, openOnlyLocally, secretMismatch, secretMissing, secretNotConfigured } from './refusal.ts';
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
      if (given === undefined) throw secretMissing(mode, bearerStep(mode));
      const matches = await Promise.all(readings(given).map((reading) => secretsMatch(reading, expected)));
      if (!matches.includes(true)) throw secretMismatch(mode, false, bearerStep(mode));
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

/** A header is bytes that were read as Latin-1, and most programs mean UTF-8 by them. */
function readings(given: string): string[] {
  const bytes = Uint8Array.from(given, (letter) => letter.charCodeAt(0));
  return [given, new TextDecoder().decode(bytes)];
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
