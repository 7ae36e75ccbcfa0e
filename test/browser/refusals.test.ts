// Who may not come in is told which rule it was and what to do about it, and comes in as soon as that is done.
import * as v from 'valibot';
import { afterAll, describe, expect } from 'vitest';
import { endGateways, type Gateway, TOKEN } from '../fixtures/gateway.ts';
import { connect } from '../fixtures/greeting.ts';
import { openGateway, signInLink, test } from './fixture.ts';
import { type GatewayProxy, startProxy } from './proxy.ts';

const elsewhere = { 'x-forwarded-for': '203.0.113.7' };

afterAll(endGateways);

test('Whoever guesses too often is told how long to wait, and is not let in before, even with the right token', async ({
  enter,
}) => {
  const gateway = await openGateway({ gateway: { auth: { rateLimit: { maxAttempts: 2, lockoutMs: 60_000 } } } });
  const visitor = await enter(signInLink({ ...gateway, token: 'a-guess' }), {
    before: ({ page }) => page.clock.install(),
  });
  await visitor.heading('That token is not the one of this gateway').waitFor();
  await visitor.signIn('a-second-guess');
  await visitor.signIn('a-third-guess');
  await visitor.heading('Too many attempts').waitFor();
  await visitor.page.getByText(/^The gateway said: .*too many failed authentication attempts/).waitFor();
  await visitor.page.getByText(/You can try again in (1 minute|\d\d seconds)\./).waitFor();
  expect(await visitor.button('Connect').isDisabled()).toBe(true);
  await visitor.page.clock.fastForward(50_000);
  await visitor.page.getByText(/You can try again in (\d|10) seconds?\./).waitFor();
  await visitor.page.clock.fastForward(10_000);
  await visitor.page.getByText(/You can try again/).waitFor({ state: 'detached' });
  // The page's clock went fast, the gateway's did not.
  await visitor.signIn(TOKEN);
  await visitor.page.getByText(/You can try again in/).waitFor();
  await visitor.heading('Too many attempts').waitFor();
});

describe('A browser from elsewhere', () => {
  async function behindProxy(): Promise<{ gateway: Gateway; proxy: GatewayProxy }> {
    const gateway = await openGateway({ gateway: { trustedProxies: ['127.0.0.1'] } });
    return { gateway, proxy: await startProxy(gateway.port, elsewhere) };
  }

  test('is shown how it is approved, waits for it, and comes in by itself', async ({ enter }) => {
    const { gateway, proxy } = await behindProxy();
    const visitor = await enter(signInLink({ ...gateway, http: proxy.http }));
    await visitor.heading('This browser is not approved yet').waitFor();
    const operator = await connect(gateway);
    const { requestId } = await onlyRequest(operator);
    await visitor.page.getByText(`pincer devices approve ${requestId}`).waitFor();
    await visitor.page.getByText('Waiting for the approval. This page goes on by itself.').waitFor();
    expect(await visitor.secret.isVisible()).toBe(false);
    await operator.request('device.pair.approve', { requestId });
    await visitor.arrives();
    await visitor.reloads();
    await visitor.arrives();
    operator.terminate();
    await proxy.close();
  });

  test('that was rejected reads that, and asks again only when somebody wants it to', async ({ enter }) => {
    const { gateway, proxy } = await behindProxy();
    const sockets: string[] = [];
    const visitor = await enter(signInLink({ ...gateway, http: proxy.http }), {
      before: async ({ page }) => void page.on('websocket', (socket) => sockets.push(socket.url())),
    });
    await visitor.heading('This browser is not approved yet').waitFor();
    const operator = await connect(gateway);
    const { requestId } = await onlyRequest(operator);
    await operator.request('device.pair.reject', { requestId });
    await visitor.heading('This browser was not approved').waitFor();
    await visitor.button('Ask again').waitFor();
    const asked = sockets.length;
    await visitor.button('Ask again').click();
    await visitor.heading('This browser is not approved yet').waitFor();
    expect(sockets.length).toBe(asked + 1);
    operator.terminate();
    await proxy.close();
  });
});

describe('Behind a proxy that says who somebody is, a visitor', () => {
  async function behindIdentityProxy(headers: Record<string, string>): Promise<{ proxy: GatewayProxy }> {
    const trustedProxy = {
      userHeader: 'x-user',
      allowLoopback: true,
      allowUsers: ['ada@example.com'],
      deviceAutoApprove: { enabled: true },
    };
    const auth = { mode: 'trusted-proxy', token: undefined, trustedProxy } as const;
    const gateway = await openGateway({ gateway: { trustedProxies: ['127.0.0.1'], auth } });
    return { proxy: await startProxy(gateway.port, { ...elsewhere, ...headers }) };
  }

  test('whom it does not name reads which rule that was, and comes in once it is named', async ({ enter }) => {
    const { proxy } = await behindIdentityProxy({});
    const visitor = await enter(`${proxy.http}/chat`);
    await visitor.heading('The proxy does not vouch for you').waitFor();
    await visitor.page.getByText('Sign in at the proxy; if you are, let it set x-user').first().waitFor();
    await visitor.page.getByText(/^The gateway said: .*trusted_proxy_user_missing/).waitFor();
    expect(await visitor.secret.isVisible()).toBe(false);
    proxy.headers = { ...elsewhere, 'x-user': 'ada@example.com' };
    await visitor.button('Connect').click();
    await visitor.arrives();
    await proxy.close();
  });

  test('whom nobody wants reads that, with who the proxy says it is', async ({ enter }) => {
    const { proxy } = await behindIdentityProxy({ 'x-user': 'eve@example.com' });
    const visitor = await enter(`${proxy.http}/chat`);
    await visitor.heading('The proxy does not vouch for you').waitFor();
    await visitor.page.getByText(/^The gateway said: .*eve@example.com may not come in/).waitFor();
    await visitor.page.getByText('gateway.auth.trustedProxy.allowUsers').first().waitFor();
    await proxy.close();
  });
});

const Pending = v.object({ pending: v.tuple([v.object({ requestId: v.string() })]) });

async function onlyRequest(operator: Awaited<ReturnType<typeof connect>>): Promise<{ requestId: string }> {
  const { pending } = v.parse(Pending, await operator.request('device.pair.list'));
  return pending[0];
}
