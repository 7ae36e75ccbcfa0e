// Section 4: what a proxy signs is believed only as it was meant, with keys that its provider really publishes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAssertionVerifier } from '../../src/auth/assertion.ts';
import { assertionRules } from '../../src/auth/assertion-rules.ts';
import type { Assertion } from '../../src/config/schema.ts';
import { type AssertionIssuer, startAssertionIssuer } from '../fixtures/assertion-issuer.ts';
import { CLIENT, doorway, PROXY } from './doorway.ts';

const HEADER = 'x-assertion';
const ADA = { method: 'trusted-proxy', user: 'owner@example.com' };
const HOUR_MS = 3_600_000;
const refused = (rule: string) => ({ refused: `trusted_proxy_assertion_${rule}` });

let issuer: AssertionIssuer;
let clock = Date.now();
const seconds = () => Math.floor(clock / 1000);
beforeAll(async () => {
  issuer = await startAssertionIssuer({ now: () => clock });
});
afterAll(() => issuer.close());

/** The gateway behind a proxy of this provider. */
function behind(
  changes: Partial<Assertion> = {},
  from: Pick<AssertionIssuer, 'issuer' | 'audience' | 'jwksUrl'> = issuer,
) {
  const { audience, jwksUrl } = from;
  const whole = { header: HEADER, issuer: from.issuer, audience, jwksUrl, algorithms: ['ES256' as const] };
  const assertion: Assertion = { ...('preset' in changes ? {} : whole), ...changes };
  const rules = assertionRules(assertion);
  if ('problem' in rules) throw new Error(rules.problem);
  const door = doorway({
    mode: 'trusted-proxy',
    gateway: { trustedProxies: [PROXY], auth: { trustedProxy: { assertion } } },
    assertion: { header: rules.header, verify: createAssertionVerifier(rules, { fetch, now: () => clock }) },
  });
  /** The same over HTTP and on a socket, or it throws. */
  return async (...values: string[]) => {
    const sent = values.map((value): [string, string] => [rules.header, value]);
    const knock = { peer: PROXY, headers: [['x-forwarded-for', CLIENT] as [string, string], ...sent] };
    const verdict = await door.socket(knock);
    expect(await door.http(knock)).toEqual(verdict);
    return verdict;
  };
}

describe('[4] what the proxy signed', () => {
  test('alg none: nothing that is not signed is believed', async () => {
    const [, claims, signature] = (await issuer.sign()).split('.');
    for (const alg of ['none', 'NONE', '']) {
      const header = Buffer.from(JSON.stringify({ alg })).toString('base64url');
      expect(await behind()(`${header}.${claims}.`)).toHaveProperty('refused');
      expect(await behind()(`${header}.${claims}.${signature}`)).toHaveProperty('refused');
    }
  });

  test('HS256 with the public key: what everyone knows is no secret', async () => {
    const [jwk] = issuer.published().keys;
    for (const known of [JSON.stringify(jwk), jwk?.x ?? '']) {
      const forged = await issuer.sign(
        {},
        { header: { alg: 'HS256' }, key: new TextEncoder().encode(known.padEnd(32)) },
      );
      expect(await behind()(forged)).toEqual(refused('algorithm'));
    }
  });

  test('wrong iss: another provider is another', async () => {
    expect(await behind()(await issuer.sign({ iss: `${issuer.issuer}/` }))).toEqual(refused('issuer'));
    expect(await behind()(await issuer.sign({ iss: undefined }))).toEqual(refused('issuer'));
  });

  test('wrong aud: what is for another is not for us', async () => {
    expect(await behind()(await issuer.sign({ aud: 'another' }))).toEqual(refused('audience'));
    expect(await behind()(await issuer.sign({ aud: undefined }))).toEqual(refused('audience'));
  });

  test('wrong kid: a key that is not published is none, and made-up ones do not make us ask again and again', async () => {
    const knock = behind();
    await knock(await issuer.sign());
    const asked = issuer.asked.length;
    for (let made = 0; made < 20; made += 1) {
      const token = await issuer.sign({}, { header: { kid: `made-up-${made}` } });
      expect(await knock(token)).toEqual(refused('key_unknown'));
    }
    expect(issuer.asked.length).toBe(asked);
  });

  test('expired: after its time, and without one', async () => {
    expect(await behind()(await issuer.sign({ exp: seconds() - 61 }))).toEqual(refused('expired'));
    expect(await behind()(await issuer.sign({ exp: undefined }))).toEqual(refused('expiry_missing'));
  });

  test('nbf ahead: before its time', async () => {
    expect(await behind()(await issuer.sign({ nbf: seconds() + 120 }))).toEqual(refused('not_yet_valid'));
    expect(await behind()(await issuer.sign({ iat: seconds() + 120 }))).toEqual(refused('not_yet_valid'));
  });

  test('aud array: we are one of several, or we are not', async () => {
    expect(await behind()(await issuer.sign({ aud: ['another', issuer.audience] }))).toMatchObject(ADA);
    expect(await behind()(await issuer.sign({ aud: ['another', 'a third'] }))).toEqual(refused('audience'));
    expect(await behind()(await issuer.sign({ aud: [] }))).toEqual(refused('audience'));
  });

  test('another application of the same team: its assertions are good there', async () => {
    const team = await startAssertionIssuer({ algorithm: 'RS256', now: () => clock });
    const knock = behind({ preset: 'cloudflare-access', team: 'my-team', audience: 'ours', jwksUrl: team.jwksUrl });
    const iss = 'https://my-team.cloudflareaccess.com';
    expect(await knock(await team.sign({ iss, aud: ['ours'] }))).toMatchObject(ADA);
    expect(await knock(await team.sign({ iss, aud: ['theirs'] }))).toEqual(refused('audience'));
    await team.close();
  });

  test('replay on another host: a route of the same proxy is another', async () => {
    const knock = behind({ preset: 'pomerium', host: 'chat.example.com', jwksUrl: issuer.jwksUrl });
    const signed = (iss: string, aud: string) => issuer.sign({ iss, aud });
    expect(await knock(await signed('chat.example.com', 'chat.example.com'))).toMatchObject(ADA);
    expect(await knock(await signed('other.example.com', 'other.example.com'))).toEqual(refused('issuer'));
    expect(await knock(await signed('chat.example.com', 'other.example.com'))).toEqual(refused('audience'));
  });

  test('two header values: two statements are none, even if both hold', async () => {
    const token = await issuer.sign();
    expect(await behind()(token, token)).toEqual(refused('malformed'));
    expect(await behind()(`${token},${token}`)).toEqual(refused('malformed'));
    expect(await behind()()).toEqual(refused('missing'));
  });
});

describe('[4] the keys of the provider', () => {
  test('rotated key: the new one is asked for after half a minute, and the old one ends when it is taken back', async () => {
    const own = await startAssertionIssuer({ now: () => clock });
    const knock = behind({}, own);
    const before = await own.sign();
    expect(await knock(before)).toMatchObject(ADA);
    await own.rotate();
    const after = await own.sign();
    expect(await knock(after)).toEqual(refused('key_unknown'));
    clock += 31_000;
    expect(await knock(after)).toMatchObject(ADA);
    expect(await knock(before)).toMatchObject(ADA);
    own.retire();
    clock += 31_000;
    await own.rotate();
    expect(await knock(await own.sign())).toMatchObject(ADA);
    expect(await knock(before)).toEqual(refused('key_unknown'));
    await own.close();
  });
});

describe('[4] keys that cannot be fetched let nobody in, and known ones serve on for a day', () => {
  test.each([
    ['JWKS 500', { status: 500, body: '{"keys":[]}' }],
    ['JWKS that is slow', 'silence'],
    ['JWKS that is huge', 'flood'],
    ['JWKS that leads elsewhere', 'redirect'],
  ] as const)('%s', async (_, how) => {
    const own = await startAssertionIssuer({ now: () => clock });
    own.answer(how);
    expect(await behind({}, own)(await own.sign())).toEqual(refused('keys_unavailable'));

    own.answer('keys');
    const knock = behind({}, own);
    expect(await knock(await own.sign())).toMatchObject(ADA);
    own.answer(how);
    clock += HOUR_MS;
    expect(await knock(await own.sign())).toMatchObject(ADA);
    await own.close();
    clock += 24 * HOUR_MS;
    expect(await knock(await own.sign())).toEqual(refused('keys_unavailable'));
  });
});
