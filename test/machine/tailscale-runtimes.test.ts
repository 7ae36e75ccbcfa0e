// What a runtime makes of a unix socket and of a program on the PATH: each runtime is asked.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deno, node } from '../fixtures/runtimes.ts';
import { type FakeTailscale, makeTailscale, NAME } from '../fixtures/tailscale-program.ts';
import { startTailscaled, type Tailscaled } from '../fixtures/tailscaled.ts';

const probe = fileURLToPath(new URL('../fixtures/tailscale-probe.ts', import.meta.url));
const OWNER = 'owner@example.com';

let daemon: Tailscaled;
let tailscale: FakeTailscale;
beforeEach(async () => {
  daemon = await startTailscaled({
    '100.64.0.7': { login: OWNER },
    'fd7a:115c:a1e0::7': { login: OWNER },
    '100.64.0.8': { tags: ['tag:server'] },
    '100.64.0.9': 'silent',
    '100.64.0.10': { text: ' '.repeat(1_000_000) },
    '100.64.0.11': 'broken',
    '100.64.0.12': { text: 'no JSON' },
  });
  tailscale = makeTailscale();
});
afterEach(async () => {
  tailscale.remove();
  await daemon.close();
});

test.each([node, deno])('Tailscale is asked on $name', async ({ command }) => {
  tailscale.own('100.64.0.1', { login: OWNER });
  tailscale.instead('whois', 'test "$3" = 100.64.0.3 && exec sleep 60');
  const [program, ...words] = command;
  const addresses = [...daemon.devices.keys(), '100.64.0.99', '100.64.0.7&addr=100.64.0.8'];
  const environment = { HOME: '/nowhere', DENO_NO_UPDATE_CHECK: '1', ...daemon.environment, ...tailscale.environment };
  const { stdout } = await promisify(execFile)(program, [...words.slice(0, -1), probe, ...addresses], {
    env: { ...environment, OPENCLAW_GATEWAY_TOKEN: 'the-token' },
  });
  const cannot = (address: string, reason: string) =>
    expect.stringContaining(`MachineFailure: Cannot ask tailscaled who ${address} is as ${reason}`);
  expect(JSON.parse(stdout)).toEqual({
    '100.64.0.7': OWNER,
    'fd7a:115c:a1e0::7': OWNER,
    '100.64.0.8': null,
    '100.64.0.9': cannot('100.64.0.9', 'it did not answer within 1000 ms'),
    '100.64.0.10': cannot('100.64.0.10', 'its answer is larger than 64 kB'),
    '100.64.0.11': cannot('100.64.0.11', 'its answer broke off'),
    '100.64.0.12': null,
    '100.64.0.99': null,
    '100.64.0.7&addr=100.64.0.8': null,
    byProgram: OWNER,
    unknownToProgram: null,
    hanging: cannot('100.64.0.3', 'it took longer than 1000 ms'),
    missing: cannot('100.64.0.1', 'the program "tailscale" is not installed'),
    url: `https://${NAME}`,
  });
  const call = (words: string) => `--socket=${daemon.socketPath} ${words}`;
  expect(tailscale.calls()).toEqual([
    call('whois --json 100.64.0.1'),
    call('whois --json 100.64.0.2'),
    call('whois --json 100.64.0.3'),
    call('status --json --peers=false'),
    call('serve status --json'),
    call('serve --bg --yes --https=443 http://127.0.0.1:18790'),
    call('serve status --json'),
    call('serve status --json'),
    call('serve --yes --https=443 --set-path=/ off'),
  ]);
  expect(tailscale.routes.read()).toEqual({});
  expect(tailscale.sees().join('\n')).not.toContain('the-token');
});
