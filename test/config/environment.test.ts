import { expect, test } from 'vitest';
import { choosePort, locate, readEnvironment } from '../../src/config/environment.ts';
import { parseSettings } from '../../src/config/parse.ts';
import { needsToken, resolveAuth, resolvePort } from '../../src/config/resolve.ts';
import type { Settings } from '../../src/config/schema.ts';

test.each([
  [{}, {}, '/h/.openclaw', '/h/.openclaw/openclaw.json', null],
  [{}, { dev: true }, '/h/.openclaw-dev', '/h/.openclaw-dev/openclaw.json', 'dev'],
  [{}, { profile: 'rescue' }, '/h/.openclaw-rescue', '/h/.openclaw-rescue/openclaw.json', 'rescue'],
  [{ OPENCLAW_PROFILE: 'p' }, {}, '/h/.openclaw-p', '/h/.openclaw-p/openclaw.json', 'p'],
  [{ OPENCLAW_PROFILE: 'p' }, { profile: 'q' }, '/h/.openclaw-q', '/h/.openclaw-q/openclaw.json', 'q'],
  [{ OPENCLAW_PROFILE: 'default' }, {}, '/h/.openclaw', '/h/.openclaw/openclaw.json', null],
  [{ OPENCLAW_STATE_DIR: '~/s' }, { profile: 'q' }, '/h/s', '/h/s/openclaw.json', 'q'],
  [{ OPENCLAW_CONFIG_PATH: '/etc/c.json' }, {}, '/h/.openclaw', '/etc/c.json', null],
])('locate() with %j and %j is %s', (environment, flags, stateDirectory, settingsFile, profile) => {
  expect(locate(environment, '/h', flags)).toEqual({ stateDirectory, settingsFile, profile, dev: profile === 'dev' });
});

test.each([
  [{ profile: '../../etc' }, /Cannot use the profile '\.\.\/\.\.\/etc'/],
  [{ profile: '' }, /Cannot use the profile ''/],
  [{ profile: 'x', dev: true }, /Cannot use --dev and --profile together/],
])('locate() refuses %j', (flags, problem) => {
  expect(locate({}, '/h', flags)).toEqual({ problem: expect.stringMatching(problem) });
});

test('choosePort() prefers the flag, then the environment, then the file, then the default', () => {
  expect(choosePort({ flag: 1, environment: 2, file: 3, dev: true })).toBe(1);
  expect(choosePort({ environment: 2, file: 3, dev: true })).toBe(2);
  expect(choosePort({ file: 3, dev: true })).toBe(3);
  expect(choosePort({ dev: true })).toBe(19001);
  expect(choosePort({})).toBe(18789);
  expect(resolvePort({ gateway: { port: 5 } }, { OPENCLAW_GATEWAY_PORT: '6' })).toBe(6);
  expect(resolvePort({ gateway: { port: 5 } }, {})).toBe(5);
});

test.each(['abc', '0', '-1', '70000', '1e3', '1.5'])(
  'readEnvironment() refuses the port %j with a sentence',
  (port) => {
    const facts = readEnvironment({ OPENCLAW_GATEWAY_PORT: port });
    expect(facts.port).toBeUndefined();
    expect(facts.problems[0]).toContain('OPENCLAW_GATEWAY_PORT must be a whole number from 1 to 65535');
  },
);

test('readEnvironment() takes blank variables for unset', () => {
  expect(readEnvironment({ OPENCLAW_GATEWAY_TOKEN: ' ', OPENCLAW_GATEWAY_PORT: '' })).toMatchObject({ problems: [] });
  expect(readEnvironment({ OPENCLAW_GATEWAY_TOKEN: ' ' }).token).toBeUndefined();
  expect(readEnvironment({ OPENCLAW_HANDSHAKE_TIMEOUT_MS: '2500' }).handshakeTimeoutMs).toBe(2500);
});

const proxied = 'mode: "trusted-proxy", trustedProxy: {userHeader: "x-user"}';
const read = ({ id }: { id: string }) => {
  if (id === 'KNOWN') return 'found';
  throw new Error(`there is no ${id}`);
};

test.each([
  ['{}', { OPENCLAW_GATEWAY_TOKEN: 't' }, 'token', 0],
  ['{gateway: {auth: {token: "t"}}}', {}, 'token', 0],
  ['{gateway: {auth: {password: "p"}}}', {}, 'password', 0],
  ['{}', { OPENCLAW_GATEWAY_PASSWORD: 'p' }, 'password', 0],
  ['{gateway: {auth: {password: "p", token: "t"}}}', {}, 'token', 0],
  ['{gateway: {auth: {mode: "password", password: "p", token: "t"}}}', {}, 'password', 0],
  ['{gateway: {auth: {mode: "token", password: "p"}}}', {}, 'token', 1],
  ['{gateway: {auth: {mode: "password"}}}', {}, 'password', 1],
  ['{gateway: {auth: {mode: "none"}}}', { OPENCLAW_GATEWAY_TOKEN: 't' }, 'none', 0],
  ['{}', {}, 'token', 1],
  ['{gateway: {auth: {token: {source: "env", id: "KNOWN"}}}}', {}, 'token', 0],
  ['{gateway: {auth: {token: {source: "file", id: "nowhere"}}}}', {}, 'token', 1],
  [`{gateway: {trustedProxies: ["10.0.0.1"], auth: {${proxied}}}}`, {}, 'trusted-proxy', 0],
  [`{gateway: {trustedProxies: ["10.0.0.1"], auth: {${proxied}, password: "p"}}}`, {}, 'trusted-proxy', 0],
  [`{gateway: {trustedProxies: ["10.0.0.1"], auth: {${proxied}, token: "t"}}}`, {}, 'trusted-proxy', 1],
  [
    `{gateway: {trustedProxies: ["10.0.0.1"], auth: {${proxied}}}}`,
    { OPENCLAW_GATEWAY_TOKEN: 't' },
    'trusted-proxy',
    1,
  ],
  [`{gateway: {auth: {${proxied}}}}`, {}, 'trusted-proxy', 1],
  ['{gateway: {trustedProxies: ["10.0.0.1"], auth: {mode: "trusted-proxy"}}}', {}, 'trusted-proxy', 1],
])('resolveAuth() of %s with %j is %s', (text, environment, mode, problems) => {
  const auth = resolveAuth(settingsOf(text), environment, read);
  expect(auth.mode).toBe(mode);
  expect(auth.problems).toHaveLength(problems);
});

test('resolveAuth() lets the environment win over the file', () => {
  const settings = settingsOf('{gateway: {auth: {token: "file"}}}');
  expect(resolveAuth(settings, { OPENCLAW_GATEWAY_TOKEN: 'env' }, read).token).toBe('env');
});

test.each([
  [{}, {}, true],
  [{ gateway: { auth: { mode: 'token' } } }, {}, true],
  [{ gateway: { auth: { mode: 'token', password: 'p' } } }, {}, true],
  [{ gateway: { auth: { token: `\${UNSET}` } } }, {}, false],
  [{ gateway: { auth: { password: 'p' } } }, {}, false],
  [{ gateway: { auth: { mode: 'none' } } }, {}, false],
  [{}, { OPENCLAW_GATEWAY_TOKEN: 't' }, false],
  [{}, { OPENCLAW_GATEWAY_PASSWORD: 'p' }, false],
])('needsToken() of %j with %j is %s', (written, environment, needed) => {
  expect(needsToken(written, environment)).toBe(needed);
});

function settingsOf(text: string): Settings {
  const { settings } = parseSettings(text);
  if (!settings) throw new Error(`not settings: ${text}`);
  return settings;
}
