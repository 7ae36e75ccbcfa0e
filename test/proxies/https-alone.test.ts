// A proxy that only has the certificate, as docs/proxies.md sets it up: the token is asked for as ever, and nobody who
// comes through the proxy counts as local.
import { request } from 'node:https';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { openHouse } from '../conformance/house.ts';
import { makeDevice } from '../fixtures/device.ts';
import { startGateway, TOKEN } from '../fixtures/gateway.ts';
import { helloOf, history, lines, talk } from '../fixtures/greeting.ts';
import { modelSettings } from '../fixtures/model.ts';
import { proxyAvailable, SITE } from '../fixtures/proxy.ts';
import { underRules } from '../fixtures/rules.ts';
import { deno, node } from '../fixtures/runtimes.ts';
import { documented } from './documented.ts';
import { type Front, ORIGIN, openFront, textOf } from './front.ts';
import { page } from './ways.ts';

const setUp = documented('HTTPS alone');
const fromPage = { headers: { origin: ORIGIN } };
const Pending = v.object({ pending: v.array(v.object({ requestId: v.string(), remoteIp: v.string() })) });

describe.each([node, deno])('HTTPS alone, with the gateway on $name', (runtime) => {
  const house = openHouse(
    (options) => startGateway(runtime, options),
    (model) => ({ ...setUp.settings, ...modelSettings(model) }),
  );

  for (const kind of ['nginx', 'caddy'] as const) {
    describe.skipIf(!proxyAvailable(kind))(`behind ${kind}`, () => served(openFront(house, kind, setUp)));
  }

  function served(front: Front): void {
    test('a page needs the token and an approval on the machine itself, and then talks', async () => {
      const greeting = { ...page, device: { device: makeDevice() }, scopes: ['operator.read', 'operator.write'] };
      expect(await front.refusal(fromPage, greeting)).toBe('token_missing');
      const withToken = { ...greeting, auth: { token: TOKEN } };
      expect(await front.refusal(fromPage, withToken)).toBe('pairing_required_not-paired');

      const owner = await house.connect({ scopes: ['operator.admin'] });
      const { pending } = v.parse(Pending, await owner.request('device.pair.list'));
      expect(pending).toMatchObject([{ remoteIp: front.proxy.address }]);
      await owner.request('device.pair.approve', { requestId: pending[0]?.requestId });

      const client = await front.connect(fromPage, withToken);
      expect(helloOf(client).auth).toMatchObject({ deviceToken: expect.any(String), scopes: greeting.scopes });
      const sessionKey = house.key();
      await talk(client, sessionKey, 'over HTTPS');
      expect(lines(await history(client, sessionKey))).toEqual(['user: over HTTPS', 'assistant: You said: over HTTPS']);
    });

    test('a file that is larger than what nginx takes by itself is uploaded', async () => {
      const { address: host, port, ca } = front.proxy;
      const answered = Promise.withResolvers<number>();
      const headers = { host: SITE, authorization: `Bearer ${TOKEN}`, 'content-type': 'text/plain' };
      const path = '/__openclaw__/media?name=long.txt';
      request({ host, port, path, method: 'POST', ca, servername: SITE, agent: false, headers }, (answer) => {
        answer.resume();
        answered.resolve(answer.statusCode ?? 0);
      })
        .on('error', answered.reject)
        .end('a line\n'.repeat(400_000));
      expect(await answered.promise).toBe(201);
    });

    test('a proxy that is not listed opens nothing, not even with the token', async () => {
      await underRules(
        house.gateway,
        (gateway) => Object.assign(gateway, { trustedProxies: [] }),
        async () => {
          const answer = await front.ask('/v1/models', { headers: { authorization: `Bearer ${TOKEN}` } });
          expect([answer.statusCode, await textOf(answer)]).toEqual([
            403,
            expect.stringContaining('proxy_attribution_required'),
          ]);
        },
      );
    });
  }
});
