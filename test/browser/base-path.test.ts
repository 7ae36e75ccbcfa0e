// The page where others put it: below a prefix of a proxy, which takes the prefix away or leaves it, and behind something
// that speaks as Tailscale Serve does.
import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import { connect, talk } from '../fixtures/greeting.ts';
import { modelSettings, startModel } from '../fixtures/model.ts';
import { node } from '../fixtures/runtimes.ts';
import { ADA, openTailnet, PATIENCE_MS, served, tailscaledPort } from '../fixtures/tailnet.ts';
import { NAME } from '../fixtures/tailscale-program.ts';
import { signInLink, test } from './fixture.ts';
import { House, rooms } from './house.ts';
import { type PrefixProxy, startPrefixProxy } from './prefix-proxy.ts';
import { startProxy } from './proxy.ts';

const fronts: { close(): Promise<void> }[] = [];
// Not sooner: a page that is still open would look for them.
afterAll(async () => {
  for (const front of fronts) await front.close();
});

describe.each(['strip', 'keep'] as const)('Below /pincer/, with a proxy that does %s the prefix, the page', (how) => {
  const asked = test.extend('front', async ({ gateway }): Promise<PrefixProxy> => {
    const proxy = await startPrefixProxy(gateway.port, '/pincer', how);
    fronts.push(proxy);
    return proxy;
  });

  asked(
    'signs in, talks over its socket, and goes through all rooms below the prefix',
    async ({ enter, front, gateway }) => {
      const visitor = await enter(signInLink({ ...gateway, http: front.http }));
      await visitor.arrives();
      expect(visitor.page.url()).toBe(`${front.http}/chat`);
      await visitor.says('below a prefix');
      await visitor.message('You said: below a prefix').waitFor();
      const house = new House(visitor);
      for (const room of rooms) {
        await house.enter(room);
        const path = room === 'Overview' ? '/' : `/${room.toLowerCase()}`;
        expect(visitor.page.url()).toBe(`${front.http}${path}`);
        await visitor.reloads();
        await house.title.getByText(room, { exact: true }).waitFor();
        await visitor.connects();
      }
      expect(front.outside()).toEqual([]);
    },
  );

  asked('opens a link to a chat, and again after a reload', async ({ enter, front, gateway }) => {
    const operator = await connect(gateway);
    await talk(operator, 'deep/er', 'said in the deep');
    const visitor = await enter(signInLink({ ...gateway, http: front.http }));
    await visitor.arrives();
    for (const link of ['/chat/main/deep%2Fer', '/chat/main/deep/er']) {
      await visitor.open(`${front.http}${link}`);
      await visitor.message('You said: said in the deep').waitFor();
      await visitor.reloads();
      await visitor.message('You said: said in the deep').waitFor();
    }
    const house = new House(visitor);
    expect(await house.chat('said in the deep').getByRole('link').getAttribute('href')).toBe(
      `${front.http}/chat/main/deep%2Fer`,
    );
    expect(front.outside()).toEqual([]);
    operator.terminate();
  });
});

test('Below a prefix that a proxy takes away, files are uploaded and shown', async ({ enter, gateway }) => {
  const front = await startPrefixProxy(gateway.port, '/pincer', 'strip');
  fronts.push(front);
  const visitor = await enter(signInLink({ ...gateway, http: front.http }));
  await visitor.arrives();
  const png = await (await fetch(`${gateway.http}/icon-192.png`)).arrayBuffer();
  const files = [{ name: 'claw.png', mimeType: 'image/png', buffer: Buffer.from(png) }];
  await visitor.page.locator('input[type=file]').setInputFiles(files);
  await visitor.composer.fill('look');
  await visitor.button('Send').click();
  await visitor.message('You said: look').waitFor();
  const picture = visitor.button('Open claw.png').locator('img');
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(192);
  expect(front.outside()).toEqual([]);
});

describe('Behind Tailscale Serve', () => {
  const tailnet = openTailnet(node);
  let model: Awaited<ReturnType<typeof startModel>>;
  beforeAll(async () => {
    model = await startModel();
  });
  afterAll(() => model.close());

  test(
    'the page signs in by itself as the person whom Tailscale names, and talks',
    async ({ enter }) => {
      const controlUi = { root: inject('pageFolder') };
      const gateway = await tailnet.start({ settings: { ...modelSettings(model), gateway: { controlUi } } });
      await tailnet.opened(gateway);
      tailnet.daemon.devices.set('100.64.1.1', { login: ADA });
      const headers = { ...served('100.64.1.1'), origin: `https://${NAME}` };
      const serve = await startProxy(tailscaledPort(gateway), headers);
      fronts.push(serve);
      const visitor = await enter(`${serve.http}/chat`);
      await visitor.arrives();
      await visitor.says('from the tailnet');
      await visitor.message('You said: from the tailnet').waitFor();
      await visitor.reloads();
      await visitor.message('You said: from the tailnet').waitFor();
      const house = new House(visitor);
      await house.enter('Settings');
      await house.room.getByText(/As a paired device|By Tailscale/).waitFor();
      await serve.close();
      await gateway.stop();
    },
    PATIENCE_MS * 4,
  );

  test(
    'the page asks somebody whom Tailscale does not know for the token, and says why',
    async ({ enter }) => {
      const controlUi = { root: inject('pageFolder') };
      const gateway = await tailnet.start({ settings: { ...modelSettings(model), gateway: { controlUi } } });
      await tailnet.opened(gateway);
      const serve = await startProxy(tailscaledPort(gateway), { ...served('100.64.9.9'), origin: `https://${NAME}` });
      fronts.push(serve);
      const visitor = await enter(`${serve.http}/chat`);
      await visitor.heading('Tailscale does not vouch for you').waitFor();
      await visitor.secret.waitFor();
      await serve.close();
      await gateway.stop();
    },
    PATIENCE_MS * 4,
  );
});
