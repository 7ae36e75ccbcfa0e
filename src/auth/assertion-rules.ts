// What an assertion must hold: the settings, with what the preset knows filled in, or the sentence to stop with.
import type { Assertion } from '../config/schema.ts';
import { isLoopback } from './address.ts';
import type { KeySource } from './key-set.ts';
import { publicKeys } from './published-keys.ts';

export type AssertionRules = {
  header: string;
  keys: KeySource;
  issuer: string;
  /** One of them is enough. */
  audience: string[];
  algorithms: string[];
  userClaim: string;
  /** Names a program where no user is named; null where only users come in. */
  serviceClaim: string | null;
};
type Problem = { problem: string };
type Preset = Partial<Omit<AssertionRules, 'keys' | 'userClaim'>> & { jwksUrl?: string };

const teamWords = 'write the name of the team, or all of https://<team>.cloudflareaccess.com';
const hostWords = 'write the host of the route alone, such as chat.example.com';

export function assertionRules(settings: Assertion): AssertionRules | Problem {
  const preset = presetOf(settings);
  if ('problem' in preset) return preset;
  const header = settings.header ?? preset.header;
  if (header === undefined) return missing('header', 'name the header that the assertion comes in');
  const keys = keysOf(settings, preset.jwksUrl);
  if ('problem' in keys) return keys;
  const issuer = settings.issuer ?? preset.issuer;
  if (issuer === undefined) return missing('issuer', 'write the "iss" that the proxy puts into its assertions');
  const audience = [settings.audience ?? preset.audience ?? []].flat();
  if (audience.length === 0) {
    return missing('audience', 'write the "aud" of this application, or what is signed for another one opens it too');
  }
  const algorithms = settings.algorithms ?? preset.algorithms;
  if (algorithms === undefined) return missing('algorithms', 'list what the proxy signs with, such as ["ES256"]');
  const userClaim = settings.userClaim ?? 'email';
  // Whoever names the claim wants that one.
  const serviceClaim = settings.userClaim === undefined ? (preset.serviceClaim ?? null) : null;
  return { header, keys, issuer, audience, algorithms, userClaim, serviceClaim };
}

function presetOf({ preset, team, host, ...written }: Assertion): Preset | Problem {
  if (team !== undefined && preset !== 'cloudflare-access') return pointless('team', 'cloudflare-access');
  if (host !== undefined && preset !== 'pomerium') return pointless('host', 'pomerium');
  const hasOrigin = written.issuer !== undefined && (written.jwks ?? written.jwksUrl) !== undefined;
  switch (preset) {
    case undefined:
      return {};
    case 'cloudflare-access': {
      const known = { header: 'cf-access-jwt-assertion', algorithms: ['RS256'], serviceClaim: 'common_name' };
      if (team === undefined) return hasOrigin ? known : missing('team', teamWords);
      const url = readRoot(/^[a-z0-9-]+$/i.test(team) ? `https://${team}.cloudflareaccess.com` : team);
      if (!url) return wrong('team', team, teamWords);
      return { ...known, issuer: url.origin, jwksUrl: `${url.origin}/cdn-cgi/access/certs` };
    }
    case 'pomerium': {
      const known = { header: 'x-pomerium-jwt-assertion', algorithms: ['ES256'] };
      if (host === undefined) return hasOrigin && written.audience !== undefined ? known : missing('host', hostWords);
      const url = readRoot(`https://${host}`);
      if (!url) return wrong('host', host, hostWords);
      const jwksUrl = `${url.origin}/.well-known/pomerium/jwks.json`;
      // A port is part of where Pomerium answers, not of what it signs.
      return { ...known, issuer: url.hostname, audience: [url.hostname], jwksUrl };
    }
    case 'google-iap':
      return {
        header: 'x-goog-iap-jwt-assertion',
        issuer: 'https://cloud.google.com/iap',
        algorithms: ['ES256'],
        jwksUrl: 'https://www.gstatic.com/iap/verify/public_key-jwk',
      };
  }
}

function keysOf({ jwks, jwksUrl }: Assertion, presetUrl: string | undefined): KeySource | Problem {
  if (jwks && jwksUrl !== undefined) return problem('jwks', 'is set beside jwksUrl', 'take one of the two out');
  if (jwks) {
    const usable = publicKeys(jwks.keys).length > 0;
    return usable
      ? { jwks }
      : problem('jwks', 'holds no key that may be used', 'write public keys: RSA, EC or Ed25519');
  }
  const address = jwksUrl ?? presetUrl;
  if (address === undefined) return missing('jwksUrl', 'write where the proxy publishes its keys, or the keys in jwks');
  return isSafe(address) ? { jwksUrl: address } : wrong('jwksUrl', address, safeWords);
}

const safeWords =
  'write one with https:// and without a password, or whoever is on the way could put keys of their own there ' +
  '(http:// only for localhost, 127.0.0.1 and [::1])';

function isSafe(address: string): boolean {
  const url = readUrl(address);
  if (!url || url.username + url.password !== '') return false;
  const inside = url.hostname === 'localhost' || isLoopback(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && inside);
}

/** An address of a host and nothing on it. */
function readRoot(address: string): URL | null {
  const url = readUrl(address);
  return url?.protocol === 'https:' && url.href === `${url.origin}/` ? url : null;
}

function readUrl(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}

function missing(name: keyof Assertion, next: string): Problem {
  return problem(name, 'is not set', next);
}

function wrong(name: keyof Assertion, written: string, next: string): Problem {
  const shown = JSON.stringify(written.replace(/\/\/[^/@]*@/, '//').slice(0, 200));
  return problem(name, `is ${shown}, which cannot be used`, next);
}

function pointless(name: keyof Assertion, preset: string): Problem {
  return problem(name, `means something only with the preset "${preset}"`, 'set that preset, or take it out');
}

function problem(name: keyof Assertion, what: string, next: string): Problem {
  return { problem: `Cannot check assertions: gateway.auth.trustedProxy.assertion.${name} ${what}; ${next}` };
}
