// A proxy that names its user in a header, nginx and Caddy as docs/proxies.md sets them up, and everyone who writes that
// header himself.
import { beforeAll, describe, expect, test } from 'vitest';
import { openHouse } from '../conformance/house.ts';
import { Client } from '../fixtures/client.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { helloOf } from '../fixtures/greeting.ts';
import { modelSettings } from '../fixtures/model.ts';
import { type ProxyKind, proxyAvailable, replaced } from '../fixtures/proxy.ts';
import { underRules } from '../fixtures/rules.ts';
import { deno, node } from '../fixtures/runtimes.ts';
import { documented } from './documented.ts';
import { type Front, openFront, refusalOf, textOf } from './front.ts';
import { ways } from './ways.ts';

const setUp = documented('A header names the user');
const USER = 'x-auth-request-email';
const ada = { session: 'ada' };
const asEve = { [USER]: 'eve@example.com' };
const forwarded = { 'x-forwarded-for': '203.0.113.7' };

/** The same proxies with mistakes in them: one line of the page is another. */
const mistakes: Record<'adds' | 'upgradesWithout', Record<ProxyKind, (text: string) => string>> = {
  adds: {
    nginx: (text) =>
      replaced(text, {
        'X-Auth-Request-Email $email;': 'X-Auth-Request-Email "$http_x_auth_request_email, $email";',
      }),
    caddy: (text) =>
      replaced(text, {
        'request_header -X-Auth-Request-Email': '',
        'copy_headers X-Auth-Request-Email': 'copy_headers X-Auth-Request-Email>X-Told',
        'reverse_proxy 127.0.0.1:':
          'request_header +X-Auth-Request-Email {header.X-Told}\n\t\treverse_proxy 127.0.0.1:',
      }),
  },
  upgradesWithout: {
    nginx: (text) =>
      `map $http_upgrade $told { default ''; '' $email; }\n${replaced(text, { 'Email $email;': 'Email $told;' })}`,
    caddy: (text) =>
      replaced(text, {
        'reverse_proxy 127.0.0.1:':
          '@socket header Upgrade *\n\t\trequest_header @socket -X-Auth-Request-Email\n\t\treverse_proxy 127.0.0.1:',
      }),
  },
};

describe.each([node, deno])('A header names the user, with the gateway on $name', (runtime) => {
  const house = openHouse(
    (options) => startGateway(runtime, { ...options, flags: ['--bind', 'lan'] }),
    (model) => JSON.stringify({ ...setUp.settings, ...modelSettings(model) }),
  );
  const direct = (headers: Record<string, string>) => refusalOf(house, house.gateway, { headers });

  for (const kind of ['nginx', 'caddy'] as const) {
    describe.skipIf(!proxyAvailable(kind))(`behind ${kind}`, () => {
      const front = openFront(house, kind, setUp);
      beforeAll(() => {
        const { sessions } = front.signIn;
        for (const name of ['ada', 'bob', 'eve']) sessions.set(name, { [USER]: `${name}@example.com` });
        sessions.set('nobody', {});
      });
      ways(front);
      forged(front);
    });
  }

  function forged(front: Front): void {
    const { kind } = front;

    test('a user header that a caller sends is replaced, also where the sign-in names nobody', async () => {
      await underRules(
        house.gateway,
        ({ auth }) => Object.assign(auth ?? {}, { identityScopes: { 'eve@example.com': ['operator.admin'] } }),
        async () => {
          const client = await front.connect({ ...ada, headers: asEve });
          expect(helloOf(client).auth.scopes).toEqual([]);
        },
      );
      for (const name of [USER, 'X-AUTH-REQUEST-EMAIL', USER.replaceAll('-', '_')]) {
        const visitor = { session: 'nobody', headers: { [name]: 'ada@example.com' } };
        // Some Caddys send their own placeholder where nobody was named.
        expect([name, await front.refusal(visitor)]).toEqual([
          name,
          expect.stringMatching(/^trusted_proxy_user_(missing|invalid)$/),
        ]);
      }
    });

    test('a proxy that adds to what a caller sends is found out', async () => {
      await front.otherwise(mistakes.adds[kind], async (wrong) => {
        expect(await wrong.refusal({ ...ada, headers: asEve })).toBe('trusted_proxy_user_invalid');
        const answer = await wrong.ask('/v1/models', { ...ada, headers: asEve });
        expect([answer.statusCode, await textOf(answer)]).toEqual([
          401,
          expect.stringContaining('[trusted_proxy_user_invalid]'),
        ]);
      });
    });

    test('a proxy that forgets the header on upgrades lets pages in, and no socket', async () => {
      await front.otherwise(mistakes.upgradesWithout[kind], async (wrong) => {
        expect((await wrong.ask('/v1/models', ada)).statusCode).toBe(200);
        expect(await wrong.refusal(ada)).toBe('trusted_proxy_user_missing');
      });
    });

    test('somebody who is signed in but not listed stays outside, and one without scopes gets none', async () => {
      expect(await front.refusal({ session: 'eve' })).toBe('trusted_proxy_user_not_allowed');
      expect(helloOf(await front.connect({ session: 'bob' })).auth.scopes).toEqual([]);
    });

    test('a proxy that is not listed, or not believed on loopback, opens nothing', async () => {
      await underRules(
        house.gateway,
        (gateway) => Object.assign(gateway, { trustedProxies: ['192.0.2.99'] }),
        async () => {
          await expect(front.connect(ada)).rejects.toThrow('403');
          const answer = await front.ask('/', ada);
          expect([answer.statusCode, await textOf(answer)]).toEqual([
            403,
            expect.stringContaining('proxy_attribution_required'),
          ]);
        },
      );
      await underRules(
        house.gateway,
        ({ auth }) => Object.assign(auth?.trustedProxy ?? {}, { allowLoopback: false }),
        async () => expect(await front.refusal(ada)).toBe('trusted_proxy_loopback_source'),
      );
    });

    test('whoever comes past the proxy from elsewhere is refused, whatever he sends', async () => {
      const { address } = front.proxy;
      const to = { ...house.gateway, url: `ws://${address}:${house.gateway.port}/` };
      expect(await refusalOf(house, to, { headers: asEve })).toBe('trusted_proxy_untrusted_source');
      expect(await Client.knock(to.url, { headers: { ...asEve, ...forwarded } })).toBe(403);
      await underRules(
        house.gateway,
        (gateway) => gateway.trustedProxies?.push(address),
        async () => {
          const headers = { ...asEve, ...forwarded };
          expect(await refusalOf(house, to, { headers })).toBe('trusted_proxy_local_interface_source');
        },
      );
    });
  }

  test('a program of this machine that writes the header itself is refused, unless it says for whom as a proxy would', async () => {
    expect(await direct(asEve)).toBe('trusted_proxy_client_missing');
    expect(await direct({ [USER.replaceAll('-', '_')]: 'ada@example.com', ...forwarded })).toBe(
      'trusted_proxy_user_missing',
    );
    expect(await direct({ ...asEve, ...forwarded })).toBe('trusted_proxy_user_not_allowed');
    for (const chain of ['127.0.0.1', '203.0.113.7, unknown', '']) {
      const headers = { [USER]: 'ada@example.com', 'x-forwarded-for': chain };
      expect([chain, await Client.knock(house.gateway.url, { headers })]).toEqual([chain, 403]);
    }
  });
});
