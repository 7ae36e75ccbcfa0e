import { linkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MachineFailure } from '../../src/machine/failure.ts';
import { createWhois } from '../../src/machine/tailscaled.ts';
import { type FakeTailscale, makeTailscale } from '../fixtures/tailscale-program.ts';
import { startTailscaled, type Tailscaled } from '../fixtures/tailscaled.ts';

const OWNER = 'owner@example.com';
const V4 = '100.64.0.7';
const V6 = 'fd7a:115c:a1e0::7';

let daemon: Tailscaled;
let tailscale: FakeTailscale;
let now = 0;
beforeEach(async () => {
  now = 1000;
  daemon = await startTailscaled({ [V4]: { login: OWNER }, [V6]: { login: OWNER } });
  tailscale = makeTailscale();
});
afterEach(async () => {
  tailscale.remove();
  await daemon.close();
});

const whois = (timeoutMs = 2000) =>
  createWhois({ environment: { ...daemon.environment, ...tailscale.environment }, timeoutMs, now: () => now });
/** Where tailscaled has no socket, as on a Mac. */
const whoisByProgram = (timeoutMs = 2000) =>
  createWhois({ environment: tailscale.environment, socketPath: `${daemon.socketPath}.none`, timeoutMs });

async function refusal(asked: Promise<string | null>): Promise<string> {
  const error = await asked.then(
    (login) => expect.fail(`it answered ${login}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof MachineFailure)) throw error;
  return error.message;
}

/** None of these is an address. */
const hostile = [
  '',
  'unknown',
  'localhost',
  '100.64.0.7.evil.com',
  '100.64.0.7&addr=100.64.0.8',
  '100.64.0.7 100.64.0.8',
  '100.64.0.7, 100.64.0.8',
  '100.64.0.7\r\nHost: evil',
  '$(id)',
  '100.64.0.7; id',
  '--json',
  '-h',
  'nodekey:0123',
  '0x64.64.0.7',
  '1681915911',
  '../../../status',
  '100.64.0.7\0',
  '9'.repeat(100_000),
];

describe('over the socket', () => {
  test.each([
    [V4, `${V4}:0`],
    [V6, `[${V6}]:0`],
    ['FD7A:115C:A1E0:0:0:0:0:7', `[${V6}]:0`],
    [`::ffff:${V4}`, `${V4}:0`],
    [`[${V6}]:443`, `[${V6}]:0`],
    [`${V6}%eth0; id`, `[${V6}]:0`],
  ])('Whois of %s is the person who owns the device', async (address, asked) => {
    expect(await whois()(address)).toBe(OWNER);
    expect(daemon.asked).toEqual([asked]);
    expect(tailscale.calls()).toEqual([]);
  });

  test('Whois of another address is another person', async () => {
    daemon.devices.set('100.64.0.8', { login: 'guest@example.com' });
    expect(await whois()('100.64.0.8')).toBe('guest@example.com');
  });

  test.each([
    ['a device that carries tags', { tags: ['tag:server'] }],
    [
      'a device that carries tags under the name of a person',
      { text: JSON.stringify({ Node: { Tags: ['tag:server'] }, UserProfile: { LoginName: OWNER } }) },
    ],
    ['a device of nobody', { text: '{"Node":{},"UserProfile":{"LoginName":"tagged-devices"}}' }],
    ['a device without a profile', { text: '{"Node":{"Tags":null},"UserProfile":null}' }],
    ['a person without a login', { text: '{"Node":{},"UserProfile":{"LoginName":""}}' }],
    ['a person without a device', { text: JSON.stringify({ UserProfile: { LoginName: OWNER } }) }],
    ['an answer that is no JSON', { text: `<html>${OWNER}</html>` }],
    ['an answer of another form', { text: '[null]' }],
    ['an answer of nothing', { text: '' }],
    ['an address that nobody has', { status: 404, text: 'no match for IP:port' }],
  ])('Whois of %s is null', async (_what, device) => {
    daemon.devices.set(V4, device);
    expect(await whois()(V4)).toBeNull();
  });

  test.each(hostile)('Whois asks nobody about %j', async (text) => {
    expect(await whois()(text)).toBeNull();
    expect(await whoisByProgram()(text)).toBeNull();
    expect(daemon.asked).toEqual([]);
    expect(tailscale.calls()).toEqual([]);
  });

  test.each([
    ['does not answer', 'silent', 'it did not answer within 50 ms: see what "tailscale status" says'],
    ['breaks off', 'broken', 'its answer broke off: see what "tailscale status" says'],
    ['refuses', { status: 403, text: 'whois access denied' }, 'it answered with the status 403: see what'],
    ['answers with a megabyte', { text: ' '.repeat(1_000_000) }, 'its answer is larger than 64 kB'],
    ['leads elsewhere', { status: 302, text: '' }, 'it answered with the status 302: see what'],
  ] as const)('Whois rejects in words when tailscaled %s', async (_what, device, words) => {
    daemon.devices.set(V4, device);
    const said = await refusal(whois(device === 'silent' ? 50 : 2000)(V4));
    expect(said).toContain(`Cannot ask tailscaled who ${V4} is as ${words}`);
    expect(tailscale.calls()).toEqual([]);
  });

  test('Whois rejects in words when tailscaled has ended and left its socket', async () => {
    const ended = await startTailscaled();
    const left = `${daemon.socketPath}.left`;
    linkSync(ended.socketPath, left);
    await ended.close();
    const ask = createWhois({ environment: { ...tailscale.environment, TS_SOCKET: left } });
    expect(await refusal(ask(V4))).toBe(
      `Cannot ask tailscaled who ${V4} is as nothing answers at ${left}: start it, on Linux with "sudo systemctl start tailscaled"`,
    );
    expect(tailscale.calls()).toEqual([]);
  });

  test('Whois asks once for those who ask at once, and again after five seconds', async () => {
    const ask = whois();
    expect(await Promise.all([ask(V4), ask(`::ffff:${V4}`), ask(V6)])).toEqual([OWNER, OWNER, OWNER]);
    now += 4999;
    daemon.devices.set(V4, { login: 'guest@example.com' });
    expect(await ask(V4)).toBe(OWNER);
    expect(daemon.asked).toEqual([`${V4}:0`, `[${V6}]:0`]);
    now += 1;
    expect(await ask(V4)).toBe('guest@example.com');
  });

  test('Whois keeps no answer but a person', async () => {
    const ask = whois();
    daemon.devices.set(V4, { status: 500, text: '' });
    await refusal(ask(V4));
    daemon.devices.delete(V4);
    expect(await ask(V4)).toBeNull();
    daemon.devices.set(V4, { login: OWNER });
    expect(await ask(V4)).toBe(OWNER);
  });

  test('Whois keeps the 256 persons who were asked for last', async () => {
    const ask = whois();
    const addresses = Array.from({ length: 257 }, (_, number) => `100.64.${number >> 8}.${number & 255}`);
    for (const address of addresses) {
      daemon.devices.set(address, { login: OWNER });
      await ask(address);
    }
    daemon.asked.length = 0;
    for (const address of addresses.slice(1)) await ask(address);
    expect(daemon.asked).toEqual([]);
    await ask('100.64.0.0');
    expect(daemon.asked).toEqual(['100.64.0.0:0']);
  });

  test('Whois asks for sixteen addresses at once and no more', async () => {
    const ask = whois(100);
    const addresses = Array.from({ length: 17 }, (_, number) => `100.64.3.${number}`);
    for (const address of addresses) daemon.devices.set(address, 'silent');
    const said = await Promise.all(addresses.map((address) => refusal(ask(address))));
    expect(said.filter((words) => words.includes('did not answer'))).toHaveLength(16);
    expect(said[16]).toBe(
      'Cannot ask tailscaled who 100.64.3.16 is as 16 other addresses are being asked for: try again',
    );
    daemon.devices.set(V4, { login: OWNER });
    expect(await ask(V4)).toBe(OWNER);
  });
});

describe('by the command line, where there is no socket', () => {
  test.each([
    [V4, V4],
    [`::ffff:${V4}`, V4],
    [V6, V6],
  ])('Whois of %s is what the program says', async (address, asked) => {
    tailscale.own(asked, { login: OWNER });
    expect(await whoisByProgram()(address)).toBe(OWNER);
    expect(tailscale.calls()).toEqual([`whois --json ${asked}`]);
  });

  test('Whois runs the program that it is told of', async () => {
    tailscale.own(V4, { login: OWNER });
    const program = join(tailscale.folder, 'tailscale');
    const environment = { PATH: '/usr/bin:/bin' };
    expect(await createWhois({ environment, program, socketPath: `${daemon.socketPath}.none` })(V4)).toBe(OWNER);
  });

  test('Whois of a tagged device, and of an address that nobody has, is null', async () => {
    tailscale.own(V4, { tags: ['tag:server'] });
    expect(await whoisByProgram()(V4)).toBeNull();
    expect(await whoisByProgram()(V6)).toBeNull();
  });

  test.each([
    ['takes too long', 'exec sleep 60', 'it took longer than 100 ms'],
    ['prints a megabyte', 'exec head -c 1000000 /dev/zero', 'it printed more than 64 kB'],
    [
      'finds no tailscaled',
      `echo "failed to connect to local tailscaled; it doesn't appear to be running" >&2; exit 1`,
      'tailscaled is not running: start it, on Linux with "sudo systemctl start tailscaled"',
    ],
    ['fails', 'echo "some reason." >&2; exit 2', 'the program "tailscale" says "some reason": see what'],
  ])('Whois rejects in words when the program %s', async (_what, lines, words) => {
    tailscale.instead('whois', lines);
    expect(await refusal(whoisByProgram(lines.includes('sleep') ? 100 : 2000)(V4))).toContain(words);
  });

  test('Whois rejects in words when there is neither a socket nor a program', async () => {
    const ask = createWhois({ environment: { PATH: '/nowhere', TS_SOCKET: `${daemon.socketPath}.none` } });
    expect(await refusal(ask(V4))).toBe(
      `Cannot ask tailscaled who ${V4} is as the program "tailscale" is not installed: install Tailscale, or put it on the PATH`,
    );
  });
});
