// Assertions with real signatures: which ones hold, and by which rule the others fail.
import fc from 'fast-check';
import { base64url, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AssertionRules } from '../../src/auth/assertion-rules.ts';
import type { AssertionIssuer } from '../fixtures/assertion-issuer.ts';
import { now, owner, ruleOf, signTexts, startIssuer, verifierFor } from './assertion-judge.ts';

const seconds = now / 1000;
let provider: AssertionIssuer;

beforeAll(async () => {
  provider = await startIssuer();
});
afterAll(() => provider.close());

const verifier = (changes: Partial<AssertionRules> = {}) => verifierFor(provider, changes);

/** The verdict on a token of the provider with these claims. */
const judge = async (claims: Record<string, unknown>, header: Record<string, unknown> = {}) =>
  verifier()(await provider.sign(claims, { header }));

describe('An assertion that holds', () => {
  it('names its user', async () => {
    expect(await judge({})).toEqual(owner);
  });

  it('may be for several, if one of them is this gateway', async () => {
    expect(await judge({ aud: ['another', provider.audience] })).toEqual(owner);
    expect(await verifier({ audience: ['first', provider.audience] })(await provider.sign())).toEqual(owner);
  });

  it('may be of any type, or of none', async () => {
    for (const typ of ['JWT', 'at+jwt', 'anything', undefined]) expect(await judge({}, { typ })).toEqual(owner);
  });

  it.each(['RS256', 'PS384', 'ES384', 'EdDSA'])('may be signed with %s where that is expected', async (algorithm) => {
    const other = await startIssuer({ algorithm });
    const verify = verifierFor(other, { algorithms: ['ES256', algorithm] });
    expect(await verify(await other.sign())).toEqual(owner);
    await other.close();
  });

  it('is checked with the key that the provider publishes by now', async () => {
    const own = await startIssuer();
    const verify = verifierFor(own, { keys: { jwksUrl: own.jwksUrl } });
    await own.rotate();
    expect(await verify(await own.sign())).toEqual(owner);
    await own.close();
    expect(await verify(await own.sign())).toEqual(owner);
  });
});

describe('What is no assertion', () => {
  it('is missing when there is nothing, and the header is named', async () => {
    for (const value of [null, '', ' ', '\t \t']) {
      expect(await verifier()(value)).toEqual({ rule: 'trusted_proxy_assertion_missing', about: 'x-assertion' });
    }
  });

  it('is malformed when it is anything but one compact token', async () => {
    const token = await provider.sign();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const wrong = [
      `${token},${token}`,
      `${token}, ${token}`,
      `,${token}`,
      `${token},`,
      ` ${token}`,
      `${token} `,
      `${token}\n`,
      `${token}\u0000`,
      `${header}\n.${payload}.${signature}`,
      `Bearer ${token}`,
      `"${token}"`,
      `${token}=`,
      `${token}.`,
      `${token}.${signature}.x`,
      `${header}.${payload}`,
      `${header}..${signature}`,
      `.${payload}.${signature}`,
      '..',
      'a.b.c',
      `${base64url.encode('[]')}.${payload}.${signature}`,
      `${base64url.encode('"ES256"')}.${payload}.${signature}`,
      `${base64url.encode('{}')}.${payload}.${signature}`,
      `${base64url.encode('{"alg":"ES256"')}.${payload}.${signature}`,
      `${base64url.encode('{"alg":7}')}.${payload}.${signature}`,
      `${header.replace('e', 'е')}.${payload}.${signature}`,
      JSON.stringify({ protected: header, payload, signature }),
    ];
    for (const value of wrong) expect([value, ruleOf(await verifier()(value))]).toEqual([value, 'malformed']);
  });

  it('is malformed beyond 16 kB, whatever it is', async () => {
    const [header = '', payload = ''] = (await provider.sign()).split('.');
    const sized = (size: number) => `${header}.${payload}.`.padEnd(size, 'A');
    expect(ruleOf(await verifier()(sized(16_384)))).toBe('signature');
    expect(ruleOf(await verifier()(sized(16_385)))).toBe('malformed');
    expect(ruleOf(await verifier()('a'.repeat(10_000_000)))).toBe('malformed');
  });

  it('is malformed when its claims are no object, or its times no numbers', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const verify = verifier({ keys: { jwks: { keys: [await exportJWK(publicKey)] } } });
    const sign = (claims: string) => signTexts(privateKey, '{"alg":"ES256"}', base64url.encode(claims));
    for (const claims of ['[]', 'null', '"owner"', '{', ' ', '\u0000', '{"exp":1}{}', "{'exp':1}"]) {
      expect([claims, ruleOf(await verify(await sign(claims)))]).toEqual([claims, 'malformed']);
    }
    for (const time of ['exp', 'nbf', 'iat']) expect(ruleOf(await judge({ [time]: `${seconds}` }))).toBe('malformed');
    expect(ruleOf(await judge({ exp: null }))).toBe('malformed');
  });

  it('is malformed when it must be read in another way than every token is', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const verify = verifier({ keys: { jwks: { keys: [await exportJWK(publicKey)] } } });
    const claims = base64url.encode(JSON.stringify({ email: 'owner@example.com', exp: seconds + 60 }));
    for (const more of ['"crit":["exp"],"exp":1', '"crit":["b64"],"b64":false', '"crit":[]', '"crit":"b64"']) {
      const token = await signTexts(privateKey, `{"alg":"ES256",${more}}`, claims);
      expect([more, ruleOf(await verify(token))]).toEqual([more, 'malformed']);
    }
  });

  it('lets nobody in and throws nothing, whatever is sent', async () => {
    const verify = verifier();
    const part = fc.oneof(fc.string(), fc.json().map(base64url.encode), fc.base64String());
    const token = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    );
    await fc.assert(fc.asyncProperty(token, async (text) => 'rule' in (await verify(text))));
  });

  it('lets nobody in with any of its letters changed', async () => {
    const token = await provider.sign();
    const verify = verifier();
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    // The last letter also holds bits that are none of the signature.
    const position = fc.nat(token.length - 2);
    await fc.assert(
      fc.asyncProperty(position, fc.constantFrom(...letters), async (at, letter) => {
        fc.pre(token[at] !== letter);
        return 'rule' in (await verify(token.slice(0, at) + letter + token.slice(at + 1)));
      }),
    );
  });
});

describe('The issuer of an assertion', () => {
  it('is the one in the settings, letter by letter', async () => {
    const { issuer } = provider;
    for (const iss of ['https://elsewhere.example', `${issuer}/`, issuer.toUpperCase(), '', [issuer], 7, null]) {
      const about = `iss ${JSON.stringify(iss)}`;
      expect(await judge({ iss })).toEqual({ rule: 'trusted_proxy_assertion_issuer', about });
    }
    expect(await judge({ iss: undefined })).toEqual({ rule: 'trusted_proxy_assertion_issuer', about: 'iss missing' });
  });
});

describe('The audience of an assertion', () => {
  it('is this gateway', async () => {
    const { audience } = provider;
    for (const aud of ['another', `${audience} `, audience.toUpperCase(), '', ['another'], [], [[audience]], 7, null]) {
      const about = `aud ${JSON.stringify(aud)}`;
      expect(await judge({ aud })).toEqual({ rule: 'trusted_proxy_assertion_audience', about });
    }
    expect(await judge({ aud: { [audience]: true } })).toMatchObject({ rule: 'trusted_proxy_assertion_audience' });
    expect(await judge({ aud: undefined })).toEqual({ rule: 'trusted_proxy_assertion_audience', about: 'aud missing' });
  });
});

describe('The time of an assertion', () => {
  it.each([
    ['a minute ahead', { exp: seconds + 60 }, 'owner@example.com came in'],
    ['expired 29 s ago', { exp: seconds - 29 }, 'owner@example.com came in'],
    ['expired 30 s ago', { exp: seconds - 30 }, 'expired'],
    ['expired long ago', { exp: 1 }, 'expired'],
    ['below zero', { exp: -1 }, 'expired'],
    ['without an end', { exp: undefined }, 'expiry_missing'],
    ['valid from 30 s ahead', { nbf: seconds + 30 }, 'owner@example.com came in'],
    ['valid from 31 s ahead', { nbf: seconds + 31 }, 'not_yet_valid'],
    ['made 30 s ahead', { iat: seconds + 30 }, 'owner@example.com came in'],
    ['made 31 s ahead', { iat: seconds + 31 }, 'not_yet_valid'],
    ['made at no time', { iat: undefined }, 'owner@example.com came in'],
  ])('is judged by the clock, 30 s more or less: %s', async (_, claims, expected) => {
    expect(ruleOf(await judge(claims))).toBe(expected);
  });

  it('is told for the log', async () => {
    expect(await judge({ exp: 7 })).toEqual({ rule: 'trusted_proxy_assertion_expired', about: 'exp 7' });
  });
});

describe('The user of an assertion', () => {
  it.each([
    ['a list', ['owner@example.com']],
    ['an object', { email: 'owner@example.com' }],
    ['a number', 7],
    ['true', true],
    ['null', null],
    ['absent', undefined],
    ['empty', ''],
    ['blank', ' \u00a0 '],
    ['too long', `${'o'.repeat(257)}`],
    ['followed by a line end', 'owner@example.com\n'],
    ['with a NUL in it', 'owner@example.com\u0000.evil.example'],
    ['with a line end in it', 'owner@example.com\r\nx-other: 1'],
    ['written backwards', '\u202eelpmaxe@renwo'],
    ['with a letter of no width', 'owner\u200b@example.com'],
    ['with half a character', 'owner\ud83d@example.com'],
    ['with a line separator', 'owner\u2028@example.com'],
    ['two names', 'owner@example.com,other@example.com'],
  ])('is nobody when the claim is %s', async (_, email) => {
    expect(await judge({ email })).toEqual({ rule: 'trusted_proxy_assertion_user_missing', about: 'email' });
  });

  it('is trimmed, and may be 256 characters of any script', async () => {
    expect(await judge({ email: '  owner@example.com ' })).toEqual(owner);
    expect(await judge({ email: 'Jürgen Мир 高橋' })).toEqual({ user: 'Jürgen Мир 高橋' });
    expect(await judge({ email: 'o'.repeat(256) })).toEqual({ user: 'o'.repeat(256) });
  });

  it('is nobody when the provider says that the address was never shown to be theirs', async () => {
    for (const claim of [false, 'false']) expect(ruleOf(await judge({ email_verified: claim }))).toBe('user_missing');
    expect(await judge({ email_verified: true })).toEqual(owner);
  });

  it('stands in the claim that the settings name, and in no other', async () => {
    const verify = verifier({ userClaim: 'sub' });
    expect(await verify(await provider.sign({ sub: 'user-7' }))).toEqual({ user: 'user-7' });
    expect(ruleOf(await verify(await provider.sign()))).toBe('user_missing');
    for (const claim of ['toString', 'constructor', '__proto__']) {
      expect(ruleOf(await verifier({ userClaim: claim })(await provider.sign()))).toBe('user_missing');
    }
  });
});

describe('What is told of an assertion', () => {
  it('is short, visible, and never the token', async () => {
    const kid = `k\n\u202e\u2028${'x'.repeat(500)}`;
    const token = await provider.sign({}, { header: { kid } });
    const verdict = await verifier()(token);
    const about = 'about' in verdict ? (verdict.about ?? '') : '';
    expect(about).toMatch(/^kid "k\\n\?\?x+$/);
    expect(about).toHaveLength(100);
  });

  it('has none of it when the token is what it is about', async () => {
    const secret = await new SignJWT({ email: 'owner@example.com' })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode('x'.repeat(32)));
    for (const token of [
      secret,
      `${secret},${secret}`,
      await provider.sign({ exp: 1 }),
      await provider.sign({ iss: 1 }),
    ]) {
      const told = JSON.stringify(await verifier()(token));
      for (const part of token.split(/[.,]/)) expect(told).not.toContain(part);
    }
  });
});
