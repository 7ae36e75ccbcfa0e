import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endListeners, listenersOn } from '../../src/machine/port-listeners.ts';
import { readSettings, startSettings } from '../../src/machine/settings-file.ts';
import { signingKey } from '../../src/machine/signing-key.ts';
import { openStateDirectory, stateDirectory } from '../../src/machine/state-directory.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'pincer-files-')));
let made = 0;

test('openStateDirectory() closes the directory to others, also one that was open', () => {
  const fresh = fresher();
  openStateDirectory(stateDirectory(fresh));
  expect(mode(fresh)).toBe(0o700);
  chmodSync(fresh, 0o755);
  openStateDirectory(stateDirectory(fresh));
  expect(mode(fresh)).toBe(0o700);
});

test('openStateDirectory() says why it cannot', () => {
  const file = join(root, 'a-file');
  writeFileSync(file, '');
  expect(() => openStateDirectory(stateDirectory(file))).toThrow(
    `Cannot use ${file} as the state directory: something else has that name`,
  );
  expect(() => openStateDirectory(stateDirectory(join(file, 'x')))).toThrow(/something else has that name/);
});

test('startSettings() writes a token at the first start, for the owner only', () => {
  const path = join(directory(), 'openclaw.json');
  const first = startSettings(path, {});
  expect(first.madeToken).toBe(true);
  expect(first.settings?.gateway.auth.token).toMatch(/^[\w-]{43}$/);
  expect(mode(path)).toBe(0o600);
  const again = startSettings(path, {});
  expect(again.madeToken).toBe(false);
  expect(again.settings?.gateway.auth.token).toBe(first.settings?.gateway.auth.token);
});

test('startSettings() keeps what is in the file, its comments and a link to it', () => {
  const place = directory();
  const real = join(place, 'real.json');
  const path = join(place, 'openclaw.json');
  writeFileSync(real, "{\n  // mine\n  wizard: 'x',\n}\n");
  symlinkSync(real, path);
  const { settings, unknown } = startSettings(path, {});
  const text = readFileSync(real, 'utf8');
  expect(text).toContain("// mine\n  wizard: 'x',\n  gateway: {");
  expect(unknown).toEqual(['wizard']);
  expect(text).toContain(settings?.gateway.auth.token);
  expect(realpathSync(path)).toBe(real);
  expect(readdirSync(place).sort()).toEqual(['openclaw.json', 'real.json']);
});

test('startSettings() leaves a broken file as it is', () => {
  const path = join(directory(), 'openclaw.json');
  writeFileSync(path, '{ gateway: ');
  const file = startSettings(path, {});
  expect(file.settings).toBeNull();
  expect(file.problems[0]).toMatch(/not JSON5/);
  expect(readFileSync(path, 'utf8')).toBe('{ gateway: ');
});

test('startSettings() writes nothing when the environment has the secret', () => {
  const path = join(directory(), 'openclaw.json');
  expect(startSettings(path, { OPENCLAW_GATEWAY_TOKEN: 't' })).toMatchObject({ madeToken: false, exists: false });
});

test('startSettings() says why it cannot write', () => {
  const path = join(root, 'nowhere', 'openclaw.json');
  expect(() => startSettings(path, {})).toThrow(`Cannot write ${path}: it does not exist`);
});

test.skipIf(process.getuid?.() === 0)('startSettings() says that a directory is read-only', () => {
  const place = directory();
  chmodSync(place, 0o500);
  const path = join(place, 'openclaw.json');
  expect(() => startSettings(path, {})).toThrow(`Cannot write ${path}: this user may not write there`);
});

test('readSettings() says when the settings cannot be read', () => {
  const path = join(directory(), 'openclaw.json');
  mkdirSync(path);
  expect(() => readSettings(path, {})).toThrow(`Cannot read ${path}: something else has that name`);
});

test('signingKey() makes a key once, for the owner only, and refuses a damaged one', () => {
  const path = join(directory(), 'pincer.key');
  const key = signingKey(path);
  expect(key).toHaveLength(32);
  expect(signingKey(path)).toEqual(key);
  expect(mode(path)).toBe(0o600);
  writeFileSync(path, 'short');
  expect(() => signingKey(path)).toThrow(/is damaged/);
});

test('listenersOn() fails at once without lsof', async () => {
  await expect(listenersOn(1, root)).rejects.toThrow('Cannot end the listeners on port 1 as lsof is not installed');
});

test('listenersOn() finds who listens, and endListeners() ends it', async () => {
  const script =
    "require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })";
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const port = await new Promise<number>((resolve) => child.stdout.once('data', (data) => resolve(Number(data))));
  const listeners = await listenersOn(port);
  expect(listeners.map(({ pid }) => pid)).toEqual([child.pid]);
  await endListeners(listeners);
  expect(await ended).toBe('SIGTERM');
  expect(await listenersOn(port)).toEqual([]);
});

test('listenersOn() does not count this process', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  expect(await listenersOn(typeof address === 'object' && address ? address.port : 0)).toEqual([]);
  await new Promise((resolve) => server.close(resolve));
});

function fresher(): string {
  made += 1;
  return join(root, `state-${made}`);
}

function directory(): string {
  const path = fresher();
  mkdirSync(path);
  return path;
}

function mode(path: string): number {
  return statSync(path).mode & 0o777;
}
