// A browser that comes from elsewhere is let in by somebody who is in, from the page itself: approved, turned away, removed.
import { afterAll, describe, expect } from 'vitest';
import { endGateways, type Gateway, TOKEN } from '../fixtures/gateway.ts';
import { type Model, modelSettings } from '../fixtures/model.ts';
import { openGateway, signInLink, test } from './fixture.ts';
import { House } from './house.ts';
import { type GatewayProxy, startProxy } from './proxy.ts';

const elsewhere = { 'x-forwarded-for': '203.0.113.7' };
const proxies: GatewayProxy[] = [];
// Not sooner: a page that is still open would look for them.
afterAll(async () => {
  for (const proxy of proxies) await proxy.close();
  await endGateways();
});

async function behindProxy(model: Model): Promise<{ gateway: Gateway; proxy: GatewayProxy }> {
  const gateway = await openGateway({ ...modelSettings(model), gateway: { trustedProxies: ['127.0.0.1'] } });
  const proxy = await startProxy(gateway.port, elsewhere);
  proxies.push(proxy);
  return { gateway, proxy };
}

describe('A browser from elsewhere', () => {
  test('shows its request and waits, is approved on Devices, and is in by itself, also after a reload', async ({
    enter,
    model,
  }) => {
    const { gateway, proxy } = await behindProxy(model);
    const house = new House(await enter(signInLink(gateway)));
    await house.visitor.arrives();
    await house.enter('Overview');
    const newcomer = await enter(signInLink({ ...gateway, http: proxy.http }));
    await newcomer.heading('This browser is not approved yet').waitFor();
    await newcomer.page.getByText('Waiting for the approval. This page goes on by itself.').waitFor();
    const requestId = (await newcomer.page.locator('code').textContent()) ?? '';
    expect(requestId).not.toBe('');
    await newcomer.page.getByText(`pincer devices approve ${requestId}`).waitFor();
    expect(await newcomer.secret.count()).toBe(0);

    await house.room.getByText('1 device waits for approval.').waitFor();
    await house.room.getByRole('link', { name: 'See the requests' }).click();
    const request = house.row('Waiting for approval', requestId);
    await request.getByText('203.0.113.7').waitFor();
    await request.getByText(proxy.http).waitFor();
    await request.getByRole('button', { name: /^Approve / }).click();
    await house.notice('may come in now.').waitFor();
    await house.section('Waiting for approval').getByText('No device waits.').waitFor();
    await newcomer.arrives();
    await newcomer.says('let in');
    await newcomer.message('You said: let in').waitFor();
    await expect.poll(() => house.row('Paired devices', 'Connected now').count()).toBe(2);
    await newcomer.reloads();
    await newcomer.arrives();
  });

  test('that is rejected says so, and asks again only when somebody wants it to', async ({ enter, model }) => {
    const { gateway, proxy } = await behindProxy(model);
    const house = new House(await enter(signInLink(gateway)));
    await house.visitor.arrives();
    await house.enter('Devices');
    const sockets: string[] = [];
    const newcomer = await enter(signInLink({ ...gateway, http: proxy.http }), {
      before: async ({ page }) => {
        page.on('websocket', (socket) => sockets.push(socket.url()));
        await page.clock.install();
      },
    });
    await newcomer.heading('This browser is not approved yet').waitFor();
    const requests = house.section('Waiting for approval').getByRole('listitem');
    await requests.getByRole('button', { name: /^Reject / }).click();
    await house.notice('was turned away.').waitFor();
    await newcomer.page.clock.runFor(4000);
    await newcomer.heading('This browser was not approved').waitFor();
    await newcomer.page.getByText('The request was rejected, or it expired.').waitFor();
    const asked = sockets.length;
    await newcomer.page.clock.runFor(10 * 60_000);
    expect(sockets).toHaveLength(asked);
    await newcomer.button('Ask again').click();
    await newcomer.heading('This browser is not approved yet').waitFor();
    await requests.getByRole('button', { name: /^Approve / }).click();
    await newcomer.page.clock.runFor(4000);
    await newcomer.arrives();
  });

  test('that is removed is signed out at once, says so, and has to be approved anew', async ({ enter, model }) => {
    const { gateway, proxy } = await behindProxy(model);
    const house = new House(await enter(signInLink(gateway)));
    await house.visitor.arrives();
    await house.enter('Devices');
    const newcomer = await enter(signInLink({ ...gateway, http: proxy.http }));
    await newcomer.heading('This browser is not approved yet').waitFor();
    await house.visitor.page.getByRole('button', { name: /^Approve / }).click();
    await newcomer.arrives();

    const paired = house.section('Paired devices').getByRole('listitem');
    const stranger = paired.filter({ hasNotText: 'This browser' });
    await stranger.getByText('Connected now').waitFor();
    await stranger.getByRole('button', { name: /^What to do with / }).click();
    await house.menu.getByRole('menuitem', { name: 'Remove' }).click();
    await house.dialog.getByText('It is disconnected at once and forgotten.').waitFor();
    await house.dialog.getByRole('button', { name: 'Remove' }).click();
    await newcomer.heading('This browser has to sign in again').waitFor();
    await expect.poll(() => paired.count()).toBe(1);
    await newcomer.reloads();
    await newcomer.heading('This gateway expects its token').waitFor();
    await newcomer.signIn(TOKEN);
    await newcomer.heading('This browser is not approved yet').waitFor();
  });
});
