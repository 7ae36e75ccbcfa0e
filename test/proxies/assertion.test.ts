// A sign-in that signs what it says, behind nginx and Caddy as docs/proxies.md sets them up: what is signed otherwise opens
// nothing, and neither does what was signed for somebody else.
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHouse } from '../conformance/house.ts';
import { type AssertionIssuer, startAssertionIssuer } from '../fixtures/assertion-issuer.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { helloOf } from '../fixtures/greeting.ts';
import { modelSettings } from '../fixtures/model.ts';
import { proxyAvailable } from '../fixtures/proxy.ts';
import { underRules } from '../fixtures/rules.ts';
import { deno, node } from '../fixtures/runtimes.ts';
import { documented, type Written } from './documented.ts';
import { type Front, openFront, refusalOf, textOf } from './front.ts';
import { meet } from './official.ts';
import { ways } from './ways.ts';

const setUp = documented('The sign-in signs what it says');
const HEADER = 'x-authentik-jwt';
const aud = 'pincer';
const ada = { session: 'ada' };
const forwarded = { 'x-forwarded-for': '203.0.113.7' };
const now = () => Math.floor(Date.now() / 1000);

describe.each([node, deno])('The sign-in signs, with the gateway on $name', (runtime) => {
  let issuer: AssertionIssuer;
  beforeAll(async () => {
    issuer = await startAssertionIssuer({ algorithm: 'RS256' });
  });
  afterAll(() => issuer.close());
  const house = openHouse(
    (options) => startGateway(runtime, { ...options, flags: ['--bind', 'lan'] }),
    (model) => {
      const settings = structuredClone({ ...setUp.settings, ...modelSettings(model) });
      Object.assign(assertionIn(settings.gateway), { issuer: issuer.issuer, jwksUrl: issuer.jwksUrl });
      return JSON.stringify(settings);
    },
  );
  const signed = (name: string, claims = {}, options = {}) =>
    issuer.sign({ aud, email: `${name}@example.com`, ...claims }, options);

  for (const kind of ['nginx', 'caddy'] as const) {
    describe.skipIf(!proxyAvailable(kind))(`behind ${kind}`, () => {
      const front = openFront(house, kind, setUp);
      beforeAll(async () => {
        front.signIn.sessions.set('ada', { [HEADER]: await signed('ada') }).set('nobody', {});
      });
      ways(front);
      forged(front);
      changing(front);
    });
  }

  function forged(front: Front): void {
    const forgeries: [what: string, make: () => Promise<string>, rule: string][] = [
      ['for another application', () => signed('ada', { aud: 'another' }), 'audience'],
      ['by somebody else', () => signed('ada', { iss: 'https://evil.example' }), 'issuer'],
      ['a while ago', () => signed('ada', { exp: now() - 60 }), 'expired'],
      ['for ever', () => signed('ada', { exp: undefined }), 'expiry_missing'],
      ['for later', () => signed('ada', { nbf: now() + 300 }), 'not_yet_valid'],
      ['for nobody', () => signed('ada', { email: undefined }), 'user_missing'],
      [
        'with another key',
        async () => signed('ada', {}, { key: (await generateKeyPair('RS256')).privateKey }),
        'signature',
      ],
      ['with a key that is not published', () => signed('ada', {}, { header: { kid: 'made-up' } }), 'key_unknown'],
      ['by nobody, with alg none', () => unsigned(), 'algorithm'],
      ['with the public key as if it were a secret', () => signedWithPublicKey(), 'algorithm'],
    ];

    test.each(forgeries)('what is signed %s opens nothing', async (_, make, rule) => {
      front.signIn.sessions.set('eve', { [HEADER]: await make() });
      expect(await front.refusal({ session: 'eve' })).toBe(`trusted_proxy_assertion_${rule}`);
      const answer = await front.ask('/v1/models', { session: 'eve' });
      expect([answer.statusCode, await textOf(answer)]).toEqual([
        401,
        expect.stringContaining(`[trusted_proxy_assertion_${rule}]`),
      ]);
    });

    test("somebody else's assertion that a caller sends is replaced, also where the sign-in signs nothing", async () => {
      const stolen = { [HEADER]: await signed('ada') };
      front.signIn.sessions.set('bob', { [HEADER]: await signed('bob') });
      const bob = await front.connect({ session: 'bob', headers: stolen });
      expect(helloOf(bob).auth.scopes).toEqual([]);
      // Some Caddys send their own placeholder where nothing was signed.
      const rule = expect.stringMatching(/^trusted_proxy_assertion_(missing|malformed)$/);
      expect(await front.refusal({ session: 'nobody', headers: stolen })).toEqual(rule);
    });

    test('an assertion that is sent again past the proxy opens nothing', async () => {
      const stolen = { [HEADER]: await signed('ada') };
      const { gateway } = house;
      expect(await refusalOf(house, gateway, { headers: stolen })).toBe('trusted_proxy_client_missing');
      const to = { ...gateway, url: `ws://${front.proxy.address}:${gateway.port}/` };
      expect(await refusalOf(house, to, { headers: stolen })).toBe('trusted_proxy_untrusted_source');
    });

    test('a program of this machine that pretends to be the proxy cannot sign', async () => {
      const pretended = { ...forwarded, 'x-auth-request-email': 'ada@example.com' };
      expect(await refusalOf(house, house.gateway, { headers: pretended })).toBe('trusted_proxy_assertion_missing');
      const twice = { ...forwarded, [HEADER]: `${await signed('ada')}, ${await signed('ada')}` };
      expect(await refusalOf(house, house.gateway, { headers: twice })).toBe('trusted_proxy_assertion_malformed');
    });
  }

  function changing(front: Front): void {
    /** The same keys at an address that the gateway has not read yet. */
    const afresh = (name: string, work: () => Promise<void>) =>
      underRules(
        house.gateway,
        (gateway) => Object.assign(assertionIn(gateway), { jwksUrl: `${issuer.jwksUrl}?${front.kind}-${name}` }),
        work,
      );

    test('a new key that was published before it signs is taken, and the old one with it', async () => {
      const before = await signed('ada');
      await issuer.rotate();
      await afresh('rotation', async () => {
        const sessions = front.signIn.sessions.set('before', { [HEADER]: before });
        await front.connect({ session: 'before' });
        sessions.set('after', { [HEADER]: await signed('ada') });
        await front.connect({ session: 'after' });
        issuer.retire();
        await front.connect({ session: 'before' });
      });
      front.signIn.sessions.set('ada', { [HEADER]: await signed('ada') });
    });

    test('keys that are known serve on while the provider is down, and without any nobody comes in', async () => {
      await afresh('outage', async () => {
        await front.connect(ada);
        issuer.answer({ status: 500, body: 'no' });
        await front.connect(ada);
        expect((await front.ask('/v1/models', ada)).statusCode).toBe(200);
      });
      await afresh('darkness', async () => {
        expect(await front.refusal(ada)).toBe('trusted_proxy_assertion_keys_unavailable');
      });
      issuer.answer('keys');
    });

    test('a socket ends with 4001 after maxSocketAgeSeconds, and the official client comes back', async () => {
      await underRules(
        house.gateway,
        ({ auth }) => Object.assign(auth?.trustedProxy ?? {}, { maxSocketAgeSeconds: 1 }),
        async () => {
          const { client, back } = await meet(front, ada);
          expect(await back).toEqual({ code: 4001, reason: 'gateway auth expired: connect again' });
          await client.stopAndWait();
        },
      );
    });
  }

  async function unsigned(): Promise<string> {
    const [, claims] = (await signed('ada')).split('.');
    return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
  }

  function signedWithPublicKey(): Promise<string> {
    const [{ n = '' } = {}] = issuer.published().keys;
    return signed('ada', {}, { header: { alg: 'HS256' }, key: new TextEncoder().encode(n) });
  }
});

function assertionIn(gateway: Written['gateway']): object {
  const assertion = gateway?.auth?.trustedProxy?.assertion;
  if (!assertion) throw new Error('The settings of docs/proxies.md are expected to have an assertion');
  return assertion;
}
