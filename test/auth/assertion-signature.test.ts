// Who signed an assertion, and how: the attacks on algorithms and keys.
import { base64url, exportJWK, exportSPKI, generateKeyPair, importJWK, type JWK, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AssertionRules } from '../../src/auth/assertion-rules.ts';
import type { AssertionIssuer } from '../fixtures/assertion-issuer.ts';
import { owner, ruleOf, signTexts, startIssuer, verifierFor } from './assertion-judge.ts';

const encoder = new TextEncoder();
let provider: AssertionIssuer;

beforeAll(async () => {
  provider = await startIssuer();
});
afterAll(() => provider.close());

const verifier = (changes: Partial<AssertionRules> = {}) => verifierFor(provider, changes);

describe('The algorithm of an assertion', () => {
  it('is never "none", in any spelling', async () => {
    const unsigned = new UnsecuredJWT({ email: 'owner@example.com' }).setExpirationTime('1h').encode();
    expect(await verifier()(unsigned)).toEqual({ rule: 'trusted_proxy_assertion_algorithm', about: 'alg "none"' });
    const [, payload = '', signature = ''] = (await provider.sign()).split('.');
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '', ' ', 'es256']) {
      const header = base64url.encode(JSON.stringify({ alg, kid: 'key-1' }));
      for (const signed of ['', signature]) {
        expect(['algorithm', 'malformed']).toContain(ruleOf(await verifier()(`${header}.${payload}.${signed}`)));
      }
    }
  });

  it('is never one with a shared secret, such as the public key in all its forms', async () => {
    const [jwk = {}] = provider.published().keys;
    const key = await importJWK(jwk, 'ES256', { extractable: true });
    if (key instanceof Uint8Array) throw new Error('a public key is no bytes');
    const spki = await exportSPKI(key);
    for (const secret of [spki, spki.trim(), JSON.stringify(jwk), JSON.stringify({ keys: [jwk] }), jwk.x ?? '', '']) {
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const bytes = encoder.encode(secret.padEnd(64, '\0'));
        const token = await provider.sign({}, { header: { alg }, key: bytes });
        expect(await verifier()(token)).toEqual({
          rule: 'trusted_proxy_assertion_algorithm',
          about: `alg "${alg}"`,
        });
      }
    }
  });

  it('is the one that is expected, not another one that the provider also has a key for', async () => {
    const both = await startIssuer({ algorithm: 'RS256' });
    const jwks = { keys: [...provider.published().keys, ...both.published().keys] };
    const verify = verifierFor(both, { keys: { jwks } });
    expect(ruleOf(await verify(await both.sign()))).toBe('algorithm');
    await both.close();
  });

  it('does not make the provider be asked when it is not expected', async () => {
    const own = await startIssuer();
    const verify = verifierFor(own, { keys: { jwksUrl: own.jwksUrl } });
    await verify(new UnsecuredJWT({ email: 'owner@example.com' }).encode());
    await verify('no token');
    expect(own.asked).toEqual([]);
    await own.close();
  });
});

describe('The signature of an assertion', () => {
  it('is of the key that the token names', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const forged = await provider.sign({}, { key: privateKey });
    expect(await verifier()(forged)).toEqual({ rule: 'trusted_proxy_assertion_signature', about: 'kid "key-1"' });
  });

  it('is judged before any claim', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const forged = await provider.sign({ iss: 'x', aud: 'x', exp: 1, email: 1 }, { key: privateKey });
    expect(ruleOf(await verifier()(forged))).toBe('signature');
  });

  it('is not checked with a key that the token brings', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const own = await startIssuer();
    for (const header of [{ jwk }, { jwk, kid: undefined }, { jku: own.jwksUrl }, { x5u: own.jwksUrl, kid: 'x' }]) {
      const forged = await provider.sign({}, { key: privateKey, header });
      expect(['signature', 'key_unknown']).toContain(ruleOf(await verifier()(forged)));
    }
    expect(own.asked).toEqual([]);
    await own.close();
  });

  it('needs a key that is known', async () => {
    for (const kid of ['key-2', '', '__proto__', 7, null, ['key-1'], { toString: 'key-1' }]) {
      const about = `kid ${JSON.stringify(kid)}`;
      expect(await verifier()(await provider.sign({}, { header: { kid } }))).toEqual({
        rule: 'trusted_proxy_assertion_key_unknown',
        about,
      });
    }
  });

  it('may leave the key unnamed when one alone fits, and not when several do', async () => {
    const own = await startIssuer();
    const unnamed = () => own.sign({}, { header: { kid: undefined } });
    const verify = async (token: string) => verifierFor(own)(token);
    expect(await verify(await unnamed())).toEqual(owner);
    await own.rotate();
    const about = 'kid missing';
    expect(await verify(await unnamed())).toEqual({ rule: 'trusted_proxy_assertion_key_unknown', about });
    expect(await verify(await own.sign())).toEqual(owner);
    await own.close();
  });

  it('is not checked with a key that is too weak, broken, or meant for something else', async () => {
    const weak = await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
      true,
      ['sign', 'verify'],
    );
    const keys: Record<string, JWK> = {
      weak: { ...(await exportJWK(weak.publicKey)), kid: 'weak' },
      broken: { kty: 'EC', crv: 'P-256', x: 'AAAA', y: '!', kid: 'broken' },
      signing: { ...provider.published().keys[0], kid: 'signing', key_ops: ['sign'] },
    };
    const verify = verifier({ keys: { jwks: { keys: Object.values(keys) } }, algorithms: ['ES256', 'RS256'] });
    const tell = (token: Promise<string>) => token.then(verify).then(ruleOf);
    const [, claims = ''] = (await provider.sign()).split('.');
    expect(await tell(signTexts(weak.privateKey, '{"alg":"RS256","kid":"weak"}', claims))).toBe('key_unusable');
    expect(await tell(provider.sign({}, { header: { kid: 'broken' } }))).toBe('key_unusable');
    expect(await tell(provider.sign({}, { header: { kid: 'signing' } }))).toBe('key_unknown');
  });

  it('is checked with nothing while the provider never answered', async () => {
    const verify = verifier({ keys: { jwksUrl: 'http://127.0.0.1:1/jwks' } });
    expect(await verify(await provider.sign())).toEqual({ rule: 'trusted_proxy_assertion_keys_unavailable' });
  });
});
