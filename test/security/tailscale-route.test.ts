// Section 3: the way that Tailscale opens to the gateway: who sets it up, who takes it down, and what it must not touch.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { Client } from '../fixtures/client.ts';
import { makeDevice } from '../fixtures/device.ts';
import { endGateways, failToStart, type GatewayOptions } from '../fixtures/gateway.ts';
import { greet } from '../fixtures/greeting.ts';
import { deno, node } from '../fixtures/runtimes.ts';
import { ADA, openTailnet, PATIENCE_MS, served, tailscaledPort } from '../fixtures/tailnet.ts';
import { NAME, routeTo } from '../fixtures/tailscale-program.ts';
import { ask } from './asking.ts';

const Status = v.object({ tailscale: v.object({ mode: v.string(), url: v.nullable(v.string()) }) });

describe.each([node, deno])('[3] the way through Tailscale, on $name', (runtime) => {
  const tailnet = openTailnet(runtime);
  afterAll(endGateways);
  const refusedStart = (options: GatewayOptions) =>
    failToStart(runtime, { ...options, environment: tailnet.environment() });

  test('route: it is opened at the start, shown by pincer gateway status, leads here again after a crash, and is taken down at the end', async () => {
    const { tailscale } = tailnet;
    const gateway = await tailnet.start();
    await tailnet.opened(gateway);
    const target = `http://127.0.0.1:${tailscaledPort(gateway)}`;
    expect(tailscale.routes.read()).toEqual(routeTo(target));
    expect(tailscale.calls().some((call) => call.endsWith(`serve --bg --yes --https=443 ${target}`))).toBe(true);
    expect(tailscale.sees().join('\n')).not.toContain(gateway.token);

    const env = { HOME: gateway.stateDirectory, OPENCLAW_STATE_DIR: gateway.stateDirectory, ...tailnet.environment() };
    const {
      command: [program, ...words],
    } = runtime;
    const asks = (...line: string[]) => promisify(execFile)(program, [...words, ...line], { env });
    expect((await asks('gateway', 'status')).stdout).toMatch(new RegExp(`^Tailscale +https://${NAME}$`, 'm'));

    await gateway.kill();
    expect(tailscale.routes.read()).toEqual(routeTo(target));
    await gateway.restart();
    await tailnet.opened(gateway);
    await gateway.stop();
    expect(tailscale.routes.read()).toEqual({});
    expect(tailscale.calls().some((call) => call.endsWith('serve --yes --https=443 --set-path=/ off'))).toBe(true);
    const { stdout } = await asks('gateway', 'status', '--json', '--no-probe');
    expect(v.parse(Status, JSON.parse(stdout)).tailscale).toEqual({ mode: 'serve', url: null });
  }, 60_000);

  test('route: what somebody else put there is left alone, and the name is not answered to', async () => {
    const foreign = routeTo('http://127.0.0.1:3000');
    tailnet.tailscale.routes.write(foreign);
    const gateway = await tailnet.start();
    await vi.waitFor(() => expect(gateway.output()).toContain('leads to http://127.0.0.1:3000 already'), PATIENCE_MS);
    expect((await ask(`${gateway.http}/`, { headers: { host: NAME } })).status).toBe(421);
    await gateway.stop();
    expect(tailnet.tailscale.routes.read()).toEqual(foreign);
    tailnet.tailscale.routes.write({});
  });

  test("listener: when its port is somebody else's, the start is refused, and nothing is opened", async () => {
    const stranger = createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const address = stranger.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const settings = { gateway: { tailscale: { mode: 'serve' as const } } };
    const { code, output } = await refusedStart({ settings, port: taken - 6 });
    stranger.close();
    expect([code, output]).toEqual([1, expect.stringContaining(`Cannot listen on 127.0.0.1:${taken}`)]);
    expect(tailnet.tailscale.routes.read()).toEqual({});
  });

  test('funnel: without a password it is refused at the start', async () => {
    const settings = { gateway: { tailscale: { mode: 'funnel' as const } } };
    const { code, output } = await refusedStart({ settings });
    expect(code).not.toBe(0);
    expect(output).toContain('Cannot open tailscale funnel: gateway.auth.mode is "token"');
    expect(output).toContain('set it to "password"');
  });

  test('funnel: with a password it opens, and the login of whoever comes opens nothing', async () => {
    const auth = { mode: 'password' as const, token: undefined, password: 'a-long-password-of-the-test' };
    const gateway = await tailnet.start({ settings: { gateway: { auth, tailscale: { mode: 'funnel' } } } });
    await tailnet.opened(gateway);
    expect(tailnet.tailscale.routes.read()).toMatchObject({ AllowFunnel: { [`${NAME}:443`]: true } });
    const to = { ...gateway, url: `ws://127.0.0.1:${tailscaledPort(gateway)}/` };
    tailnet.daemon.devices.set('100.64.1.2', { login: ADA });
    const client = await Client.open(to.url, { headers: served('100.64.1.2') });
    const { error } = await greet(client, to, { auth: {}, device: { device: makeDevice() } });
    expect(error?.details).toMatchObject({ rule: 'password_missing' });
    client.terminate();
    await gateway.stop();
    expect(tailnet.tailscale.routes.read()).toEqual({});
  });
});
