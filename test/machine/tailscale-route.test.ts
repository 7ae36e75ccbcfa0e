import { configure, type LogRecord, reset } from '@logtape/logtape';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTailscaleRoute, refuseTailscale, tailscaleUrl } from '../../src/machine/tailscale-route.ts';
import { type FakeTailscale, makeTailscale, NAME, routeTo } from '../fixtures/tailscale-program.ts';

const PORT = 18790;
const OURS = `http://127.0.0.1:${PORT}`;
const OFF = 'serve --yes --https=443 --set-path=/ off';

let tailscale: FakeTailscale;
let log: LogRecord[];
beforeEach(async () => {
  tailscale = makeTailscale();
  log = [];
  await configure({
    sinks: { kept: (record) => void log.push(record) },
    loggers: [
      { category: 'pincer', lowestLevel: 'info', sinks: ['kept'] },
      { category: ['logtape', 'meta'], lowestLevel: 'error', sinks: [] },
    ],
  });
});
afterEach(async () => {
  await reset();
  tailscale.remove();
});

const open = (mode: 'off' | 'serve' | 'funnel', resetOnExit = true) =>
  openTailscaleRoute({ settings: { mode, resetOnExit }, port: PORT, environment: tailscale.environment });
const warnings = () => log.filter(({ level }) => level === 'warning').map(({ message }) => message.join(''));

describe('openTailscaleRoute()', () => {
  test('runs no program when the mode is "off"', async () => {
    expect(await open('off')).toBeNull();
    expect(tailscale.calls()).toEqual([]);
  });

  test.each(['serve', 'funnel'] as const)('opens tailscale %s, and takes it down once', async (mode) => {
    const route = await open(mode);
    expect(route).toMatchObject({ mode, url: `https://${NAME}`, dnsName: NAME });
    expect(tailscale.routes.read()).toEqual(routeTo(OURS, { funnel: mode === 'funnel' }));
    await Promise.all([route?.close(), route?.close()]);
    expect(tailscale.routes.read()).toEqual({});
    expect(tailscale.calls().filter((call) => call.endsWith(' off'))).toEqual([OFF.replace('serve', mode)]);
    expect(warnings()).toEqual([]);
  });

  test('keeps the way in at the end when resetOnExit is false', async () => {
    const route = await open('serve', false);
    const before = tailscale.calls();
    await route?.close();
    expect(tailscale.calls()).toEqual(before);
    expect(tailscale.routes.read()).toEqual(routeTo(OURS));
  });

  test('leaves to others what they have put there since', async () => {
    const route = await open('serve');
    const other = routeTo('http://127.0.0.1:3000');
    tailscale.routes.write(other);
    await route?.close();
    expect(tailscale.routes.read()).toEqual(other);
    expect(tailscale.calls()).not.toContain(OFF);
    expect(warnings()).toEqual([]);
  });

  test('says in the log that the way in could not be taken down', async () => {
    const route = await open('serve');
    tailscale.instead('off', 'echo "Access denied: serve config denied" >&2; exit 1');
    await route?.close();
    expect(warnings()).toEqual([
      'Cannot close tailscale serve as this user may not change it: run "sudo tailscale set --operator=$USER" once',
    ]);
  });

  test('rejects when the way in cannot be opened, and changes nothing', async () => {
    tailscale.routes.write(routeTo('http://127.0.0.1:3000'));
    await expect(open('funnel')).rejects.toThrow('Cannot open tailscale funnel as port 443 of this machine leads to');
    expect(tailscale.routes.read()).toEqual(routeTo('http://127.0.0.1:3000'));
  });
});

describe('refuseTailscale()', () => {
  test.each(['token', 'none', 'trusted-proxy'] as const)('wants a password for a funnel, not "%s"', (authMode) => {
    expect(refuseTailscale({ mode: 'funnel' }, authMode)).toBe(
      `Cannot open tailscale funnel: gateway.auth.mode is "${authMode}", and a funnel lets the whole internet knock; set it to "password" with a long gateway.auth.password, or set gateway.tailscale.mode to "off"`,
    );
  });

  test('wants any way to sign in where the tailnet comes in', () => {
    expect(refuseTailscale({ mode: 'serve' }, 'none')).toBe(
      'Cannot open tailscale serve: gateway.auth.mode is "none", and that is for this machine alone; set it to "token" or "password", or set gateway.tailscale.mode to "off"',
    );
  });

  test.each([
    ['funnel', 'password'],
    ['serve', 'password'],
    ['serve', 'token'],
    ['serve', 'trusted-proxy'],
    ['off', 'token'],
    ['off', 'none'],
  ] as const)('lets "%s" with "%s" start', (mode, authMode) => {
    expect(refuseTailscale({ mode }, authMode)).toBeNull();
  });
});

describe('tailscaleUrl()', () => {
  test('is the address that leads to the gateway', async () => {
    await open('serve');
    expect(await tailscaleUrl(tailscale.environment)).toBe(`https://${NAME}`);
    expect(await tailscaleUrl(tailscale.environment, PORT)).toBe(`https://${NAME}`);
  });

  test.each([
    ['nothing is served', {}, undefined],
    ['another machine is', routeTo('http://10.0.0.1:80'), undefined],
    ['only a path is', routeTo(OURS, { path: '/chat' }), undefined],
    ['another port is', routeTo(OURS), 1879],
  ])('is null when %s', async (_what, routes, port) => {
    tailscale.routes.write(routes);
    expect(await tailscaleUrl(tailscale.environment, port)).toBeNull();
  });

  test('is null when the program fails, hangs, or is not there', async () => {
    tailscale.routes.write(routeTo(OURS));
    expect(await tailscaleUrl({ PATH: '/nowhere' })).toBeNull();
    tailscale.instead('routes', 'exit 1');
    expect(await tailscaleUrl(tailscale.environment)).toBeNull();
    tailscale.instead('routes', 'exec sleep 60');
    expect(await tailscaleUrl(tailscale.environment)).toBeNull();
  });
});
