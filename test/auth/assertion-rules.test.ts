// What the settings of an assertion come to: the presets, what is written over them, and what is refused in words.
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAssertionVerifier } from '../../src/auth/assertion.ts';
import { assertionRules } from '../../src/auth/assertion-rules.ts';
import { Assertion } from '../../src/config/door-settings.ts';
import { type AssertionIssuer, startAssertionIssuer } from '../fixtures/assertion-issuer.ts';

type Written = v.InferInput<typeof Assertion>;

const now = 1_795_000_000_000;
const read = (written: Written) => assertionRules(v.parse(Assertion, written));
const byHand: Written = {
  header: 'X-Assertion',
  jwksUrl: 'https://id.example/jwks',
  issuer: 'https://id.example',
  audience: 'pincer',
  algorithms: ['ES256'],
};

function problemOf(written: Written): string {
  const rules = read(written);
  return 'problem' in rules ? rules.problem : 'none';
}

describe('assertionRules()', () => {
  it('takes what is written by hand', () => {
    expect(read(byHand)).toEqual({
      header: 'x-assertion',
      keys: { jwksUrl: 'https://id.example/jwks' },
      issuer: 'https://id.example',
      audience: ['pincer'],
      algorithms: ['ES256'],
      userClaim: 'email',
      serviceClaim: null,
    });
    expect(read({ ...byHand, audience: ['a', 'b'], userClaim: 'sub' })).toMatchObject({
      audience: ['a', 'b'],
      userClaim: 'sub',
    });
  });

  it.each(['acme', 'Acme', 'https://acme.cloudflareaccess.com', 'https://acme.cloudflareaccess.com/'])(
    'knows Cloudflare Access by the team "%s"',
    (team) => {
      expect(read({ preset: 'cloudflare-access', team, audience: 'aud-tag' })).toEqual({
        header: 'cf-access-jwt-assertion',
        keys: { jwksUrl: 'https://acme.cloudflareaccess.com/cdn-cgi/access/certs' },
        issuer: 'https://acme.cloudflareaccess.com',
        audience: ['aud-tag'],
        algorithms: ['RS256'],
        userClaim: 'email',
        serviceClaim: 'common_name',
      });
    },
  );

  it('knows Pomerium by the host of the route', () => {
    expect(read({ preset: 'pomerium', host: 'Chat.example.com' })).toEqual({
      header: 'x-pomerium-jwt-assertion',
      keys: { jwksUrl: 'https://chat.example.com/.well-known/pomerium/jwks.json' },
      issuer: 'chat.example.com',
      audience: ['chat.example.com'],
      algorithms: ['ES256'],
      userClaim: 'email',
      serviceClaim: null,
    });
    expect(read({ preset: 'pomerium', host: 'chat.example.com:8443' })).toMatchObject({
      keys: { jwksUrl: 'https://chat.example.com:8443/.well-known/pomerium/jwks.json' },
      issuer: 'chat.example.com',
      audience: ['chat.example.com'],
    });
  });

  it('knows Google IAP', () => {
    expect(read({ preset: 'google-iap', audience: '/projects/1/apps/a' })).toEqual({
      header: 'x-goog-iap-jwt-assertion',
      keys: { jwksUrl: 'https://www.gstatic.com/iap/verify/public_key-jwk' },
      issuer: 'https://cloud.google.com/iap',
      audience: ['/projects/1/apps/a'],
      algorithms: ['ES256'],
      userClaim: 'email',
      serviceClaim: null,
    });
  });

  const presets: Record<string, Written> = {
    'cloudflare-access': { preset: 'cloudflare-access', team: 'acme' },
    pomerium: { preset: 'pomerium', host: 'chat.example.com' },
    'google-iap': { preset: 'google-iap' },
  };

  it.each(Object.entries(presets))('lets what is written by hand win over the preset %s', (_, preset) => {
    const written: Written = { ...byHand, algorithms: ['ES384', 'EdDSA'], userClaim: 'sub' };
    expect(read({ ...preset, ...written })).toEqual(read(written));
  });

  it('needs neither team nor host where their part is written by hand', () => {
    const { jwksUrl = '', issuer = '', audience = '' } = byHand;
    expect(problemOf({ preset: 'cloudflare-access', jwksUrl, issuer, audience })).toBe('none');
    expect(problemOf({ preset: 'pomerium', jwksUrl, issuer, audience })).toBe('none');
    expect(problemOf({ preset: 'cloudflare-access', issuer, audience })).toMatch(/assertion\.team is not set; write/);
    expect(problemOf({ preset: 'pomerium', jwksUrl, issuer })).toMatch(/assertion\.host is not set; write/);
  });

  it.each(['header', 'jwksUrl', 'issuer', 'audience', 'algorithms'] as const)('says that %s is not set', (name) => {
    const { [name]: _, ...rest } = byHand;
    expect(problemOf(rest)).toMatch(
      new RegExp(
        `^Cannot check assertions: gateway\\.auth\\.trustedProxy\\.assertion\\.${name} is not set; \\w.*[^.]$`,
      ),
    );
  });

  it('says that no audience is none', () => {
    expect(problemOf({ ...byHand, audience: [] })).toMatch(/assertion\.audience is not set/);
    expect(problemOf({ preset: 'google-iap' })).toMatch(/assertion\.audience is not set/);
    expect(problemOf({ preset: 'cloudflare-access', team: 'acme' })).toMatch(/assertion\.audience is not set/);
  });

  it('takes keys from one place', () => {
    const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) }] };
    const { jwksUrl: _, ...rest } = byHand;
    expect(read({ ...rest, jwks })).toMatchObject({ keys: { jwks } });
    expect(read({ preset: 'google-iap', audience: 'a', jwks })).toMatchObject({ keys: { jwks } });
    expect(problemOf({ ...byHand, jwks })).toMatch(/assertion\.jwks is set beside jwksUrl; take one of the two out$/);
  });

  it.each([
    ['none', []],
    ['a symmetric one', [{ kty: 'oct', k: 'c2VjcmV0' }]],
    ['a private one', [{ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), d: 'A'.repeat(43) }]],
    ['one of an unknown curve', [{ kty: 'EC', crv: 'secp256k1', x: 'A', y: 'A' }]],
  ])('says that no key may be used when there is %s', (_, keys) => {
    const { jwksUrl: __, ...rest } = byHand;
    expect(problemOf({ ...rest, jwks: { keys } })).toMatch(/assertion\.jwks holds no key that may be used; write/);
  });

  it.each([
    'http://id.example/jwks',
    'http://127.evil.com/jwks',
    'http://localhost.evil.com/jwks',
    'http://10.0.0.1/jwks',
    'http://[::2]/jwks',
    'https://user:password@id.example/jwks',
    'https://user@id.example/jwks',
    'ftp://id.example/jwks',
    'file:///etc/jwks',
    'data:application/json,{}',
    'javascript:1',
  ])('says that keys do not come from %s', (jwksUrl) => {
    const problem = problemOf({ ...byHand, jwksUrl });
    expect(problem).toMatch(/assertion\.jwksUrl is ".*", which cannot be used; write one with https:\/\//);
    expect(problem).not.toContain('password@');
  });

  it.each(['https://id.example/jwks', 'http://localhost:8080/jwks', 'http://127.0.0.1/jwks', 'http://[::1]:81/jwks'])(
    'takes keys from %s',
    (jwksUrl) => {
      expect(read({ ...byHand, jwksUrl })).toMatchObject({ keys: { jwksUrl } });
    },
  );

  it.each([
    'acme.cloudflareaccess.com',
    'http://acme.cloudflareaccess.com',
    'https://acme.cloudflareaccess.com/path',
    'https://acme.cloudflareaccess.com/?a',
    'https://user@acme.cloudflareaccess.com',
    'a/b',
    'a b',
    'evil.example/#',
  ])('says that "%s" is no team', (team) => {
    expect(problemOf({ preset: 'cloudflare-access', team, audience: 'a' })).toMatch(/assertion\.team is ".*", which/);
  });

  it.each(['https://chat.example.com', 'chat.example.com/path', 'user@chat.example.com', 'a b', 'chat.example.com?'])(
    'says that "%s" is no host',
    (host) => {
      expect(problemOf({ preset: 'pomerium', host })).toMatch(/assertion\.host is ".*", which cannot be used; write/);
    },
  );

  it('says that a team or a host without its preset does nothing', () => {
    expect(problemOf({ ...byHand, team: 'acme' })).toMatch(
      /assertion\.team .* only with the preset "cloudflare-access"/,
    );
    expect(problemOf({ preset: 'google-iap', audience: 'a', host: 'a' })).toMatch(/assertion\.host .* "pomerium"/);
  });
});

describe('Presets', () => {
  let rsa: AssertionIssuer;
  let elliptic: AssertionIssuer;
  beforeAll(async () => {
    rsa = await startAssertionIssuer({ algorithm: 'RS256', now: () => now });
    elliptic = await startAssertionIssuer({ now: () => now });
  });
  afterAll(() => Promise.all([rsa.close(), elliptic.close()]));

  function verifier(written: Written) {
    const rules = read(written);
    if ('problem' in rules) throw new Error(rules.problem);
    return createAssertionVerifier(rules, { fetch, now: () => now });
  }
  const access = () =>
    verifier({ preset: 'cloudflare-access', team: 'acme', audience: 'chat-tag', jwks: rsa.published() });
  const fromAccess = { iss: 'https://acme.cloudflareaccess.com', aud: ['chat-tag'] };

  it('Cloudflare Access lets a user of the application in, and not one of another application or team', async () => {
    expect(await access()(await rsa.sign(fromAccess))).toEqual({ user: 'owner@example.com' });
    const sameTeam = await rsa.sign({ ...fromAccess, aud: ['wiki-tag'] });
    expect(await access()(sameTeam)).toMatchObject({ rule: 'trusted_proxy_assertion_audience' });
    const otherTeam = await rsa.sign({ ...fromAccess, iss: 'https://other.cloudflareaccess.com' });
    expect(await access()(otherTeam)).toMatchObject({ rule: 'trusted_proxy_assertion_issuer' });
  });

  it('Cloudflare Access names a service token by its common name, which is never a person', async () => {
    const service = { ...fromAccess, email: undefined, sub: '', common_name: 'e36782.access' };
    expect(await access()(await rsa.sign(service))).toEqual({ user: 'e36782.access' });
    expect(await access()(await rsa.sign({ ...service, email: 'owner@example.com' }))).toEqual({
      user: 'owner@example.com',
    });
    for (const claims of [{ email: '' }, { email: 7 }, { email: null }, { common_name: 'owner@example.com' }]) {
      expect(await access()(await rsa.sign({ ...service, ...claims }))).toMatchObject({
        rule: 'trusted_proxy_assertion_user_missing',
      });
    }
  });

  it('Cloudflare Access lets no service token in where the user claim is written by hand', async () => {
    const preset: Written = { preset: 'cloudflare-access', team: 'acme', audience: 'chat-tag', userClaim: 'email' };
    const verify = verifier({ ...preset, jwks: rsa.published() });
    const service = await rsa.sign({ ...fromAccess, email: undefined, common_name: 'e36782.access' });
    expect(await verify(service)).toEqual({ rule: 'trusted_proxy_assertion_user_missing', about: 'email' });
  });

  it('Pomerium lets a user of the route in, and not with what it signed for another host', async () => {
    const verify = verifier({ preset: 'pomerium', host: 'chat.example.com', jwks: elliptic.published() });
    const sign = (host: string) => elliptic.sign({ iss: host, aud: host });
    expect(await verify(await sign('chat.example.com'))).toEqual({ user: 'owner@example.com' });
    expect(await verify(await sign('wiki.example.com'))).toMatchObject({ rule: 'trusted_proxy_assertion_issuer' });
    const replayed = await elliptic.sign({ iss: 'chat.example.com', aud: 'wiki.example.com' });
    expect(await verify(replayed)).toMatchObject({ rule: 'trusted_proxy_assertion_audience' });
  });

  it('Google IAP lets a user of the backend in, and not one of another backend', async () => {
    const audience = '/projects/1/global/backendServices/2';
    const verify = verifier({ preset: 'google-iap', audience, jwks: elliptic.published() });
    const iss = 'https://cloud.google.com/iap';
    expect(await verify(await elliptic.sign({ iss, aud: audience }))).toEqual({ user: 'owner@example.com' });
    const other = await elliptic.sign({ iss, aud: '/projects/1/global/backendServices/3' });
    expect(await verify(other)).toMatchObject({ rule: 'trusted_proxy_assertion_audience' });
  });
});
