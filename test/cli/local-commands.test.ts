import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { ServeOptions } from '../../src/cli/serve.ts';
import { startSettings } from '../../src/machine/settings-file.ts';
import { openStateDirectory } from '../../src/machine/state-directory.ts';
import { type FakeGateway, fakeGateway } from './fake-gateway.ts';
import { person } from './person.ts';

const SETTINGS = `{
  // mine
  gateway: { port: 1234, auth: { token: 'right-token' } },
  wizard: true,
}
`;
const gateways: FakeGateway[] = [];

afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
});

test('pincer config get shows settings without their secrets', async () => {
  const user = person(SETTINGS);
  expect((await user.run('config get gateway.port')).out).toBe('1234\n');
  expect((await user.run('config get gateway.auth.token')).out).toBe('__OPENCLAW_REDACTED__\n');
  expect((await user.run('config get')).out).not.toContain('right-token');
  expect(await user.run('config get a.b')).toMatchObject({ code: 1, err: `'a.b' is not set in ${user.file}\n` });
  expect(await user.run('config get a..b')).toMatchObject({ code: 1 });
});

test('pincer config set changes one value and keeps the rest of the file', async () => {
  const user = person(SETTINGS);
  expect(await user.run('config set gateway.port 4321')).toMatchObject({ code: 0 });
  expect(readFileSync(user.file, 'utf8')).toBe(SETTINGS.replace('1234', '4321'));
  expect(statSync(user.file).mode & 0o777).toBe(0o600);
  expect(await user.run('config unset wizard')).toMatchObject({ code: 0 });
  expect(readFileSync(user.file, 'utf8')).not.toContain('wizard');
});

test('pincer config set takes digits for a text where a text is asked', async () => {
  const user = person(SETTINGS);
  expect(await user.run('config set gateway.auth.password 123456')).toMatchObject({ code: 0 });
  expect(readFileSync(user.file, 'utf8')).toContain('password: "123456"');
});

test('pincer config set refuses what would break the settings', async () => {
  const user = person(SETTINGS);
  expect(await user.run('config set gateway.port high')).toMatchObject({
    code: 1,
    err: `Cannot set 'gateway.port': at gateway.port: must be a number, received "high"\n`,
  });
  expect(readFileSync(user.file, 'utf8')).toBe(SETTINGS);
});

test('pincer config set makes the file where there was none', async () => {
  const user = person();
  expect(await user.run('config set gateway.port 5')).toMatchObject({ code: 0 });
  expect(JSON.parse(readFileSync(user.file, 'utf8'))).toEqual({ gateway: { port: 5 } });
  expect(statSync(user.state).mode & 0o777).toBe(0o700);
});

test('pincer config validate names what is wrong and what it does not know', async () => {
  expect((await person(SETTINGS).run('config validate')).out).toContain('is valid; not known to Pincer: wizard');
  const broken = await person('{gateway: {port: 0}}').run('config validate');
  expect(broken).toMatchObject({
    code: 1,
    err: expect.stringContaining('at gateway.port: must be at least 1, received 0'),
  });
});

test('pincer web opens the browser signed in, and prints the link when there is none', async () => {
  const opened: string[] = [];
  const lent = { openBrowser: async (url: string) => opened.push(url) > 0 };
  expect(await person(SETTINGS, lent).run('web')).toMatchObject({ code: 0, out: 'Opened http://127.0.0.1:1234/\n' });
  expect(opened).toEqual(['http://127.0.0.1:1234/#token=right-token']);
  expect((await person(SETTINGS).run('web')).out).toBe('http://127.0.0.1:1234/#token=right-token\n');
});

test('pincer gateway status tells the owner, the settings and the gateway apart', async () => {
  const gateway = await fakeGateway();
  gateways.push(gateway);
  const user = person({ gateway: { port: gateway.port, auth: { token: 'right-token' } } });
  const { code, out } = await user.run('gateway status --json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    process: { running: false },
    settings: { path: user.file, exists: true, problems: [] },
    stateDirectory: user.state,
    probe: { url: gateway.url, reachable: true, version: '9.9.9' },
    lastError: null,
  });
});

test('pincer gateway status gives the last error of the log when nobody answers', async () => {
  const gateway = await fakeGateway();
  await gateway.close();
  const user = person({ gateway: { port: gateway.port, auth: { token: 'right-token' } } });
  mkdirSync(join(user.state, 'logs'));
  const record = (level: string, message: string) =>
    JSON.stringify({ '@timestamp': 't', level, message, logger: 'pincer' });
  const lines = [record('ERROR', 'the disk is full'), record('INFO', 'bye')];
  writeFileSync(join(user.state, 'logs', 'pincer.log'), lines.join('\n'));
  const report = await user.run('gateway status');
  expect(report).toMatchObject({ code: 1, err: '' });
  expect(report.out).toMatch(/Process +none/);
  expect(report.out).toMatch(/Last error +the disk is full/);
  expect(await user.run('gateway status --no-probe')).toMatchObject({ code: 0 });
});

test('pincer gateway serves until it is stopped, and shows the link at the first start', async () => {
  const user = person();
  const served: ServeOptions[] = [];
  const done = Promise.withResolvers<void>();
  const running = user.run('gateway --bind lan --verbose', async (options) => {
    served.push(options);
    openStateDirectory(options.stateDirectory);
    startSettings(options.stateDirectory.settings, options.environment);
    return { url: `http://127.0.0.1:${options.port}`, stopped: done.promise, stop: async () => done.resolve() };
  });
  await user.printed('Sign in');
  user.stop();
  const { code, out } = await running;
  expect(code).toBe(0);
  expect(out).toMatch(
    /^Pincer listens at http:\/\/127\.0\.0\.1:18789\nSign in: http:\/\/127\.0\.0\.1:18789\/#token=[\w-]{43}\n$/,
  );
  expect(served).toMatchObject([{ port: 18789, bind: 'lan', verbose: true, stateDirectory: { path: user.state } }]);
  expect(user.watching()).toBe(0);
});

test.each([
  ['gateway', 1234, '.openclaw'],
  ['gateway --port 77', 77, '.openclaw'],
  ['gateway --dev', 19001, '.openclaw-dev'],
  ['gateway --profile two --port 5', 5, '.openclaw-two'],
])('pincer %s serves on port %i with the state in %s', async (line, port, state) => {
  const user = person(SETTINGS);
  const served: ServeOptions[] = [];
  const result = await user.run(line, async (options) => {
    served.push(options);
    return { url: 'http://127.0.0.1:1', stopped: Promise.resolve(), stop: async () => undefined };
  });
  expect(result.code).toBe(0);
  expect(result.out).not.toContain('right-token');
  expect(served).toMatchObject([{ port, stateDirectory: { path: join(user.home, state) } }]);
});

test('pincer gateway shows the sign-in link to a person at a terminal', async () => {
  const user = person(SETTINGS, { terminal: true });
  const stopped = Promise.resolve();
  const { out } = await user.run('gateway', async () => ({
    url: 'http://127.0.0.1:9',
    stopped,
    stop: async () => undefined,
  }));
  expect(out).toContain('Sign in: http://127.0.0.1:9/#token=right-token');
});

test('pincer gateway exits with 1 and one sentence when it cannot start or cannot go on', async () => {
  const user = person(SETTINGS);
  const start = await user.run('gateway', async () =>
    Promise.reject(new Error('Cannot listen on port 1234: it is taken')),
  );
  expect(start).toEqual({ code: 1, out: '', err: 'Cannot listen on port 1234: it is taken\n' });
  const later = await user.run('gateway', async () => ({
    url: 'http://127.0.0.1:1234',
    stopped: Promise.reject(new Error('The disk is gone')),
    stop: async () => undefined,
  }));
  expect(later).toMatchObject({ code: 1, err: 'The disk is gone\n' });
});

test('pincer gateway does not start on settings that cannot be used', async () => {
  const { code, err } = await person('{ gateway: ').run('gateway');
  expect(code).toBe(1);
  expect(err).toMatch(/^Cannot use the settings in .*openclaw\.json: The settings are not JSON5/);
});

test('pincer gateway does not wait for an orderly end after the second signal', async () => {
  const user = person(SETTINGS);
  const never = new Promise<void>(() => undefined);
  const running = user.run('gateway', async () => ({ url: 'http://127.0.0.1:1', stopped: never, stop: () => never }));
  await user.printed('listens');
  user.stop();
  user.stop();
  expect(await running).toMatchObject({ code: 1, err: 'Stopped before the gateway had finished\n' });
});
