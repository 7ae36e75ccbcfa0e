import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSettings } from '../../src/config/parse.ts';
import { REDACTED } from '../../src/config/secrets.ts';

test.each([
  ['{gateway: {port: 70000}}', 'at gateway.port: must be at most 65535, received 70000'],
  ['{gateway: {port: "80"}}', 'at gateway.port: must be a number, received "80"'],
  ['{gateway: {port: 1.5}}', 'at gateway.port: must be a whole number, received 1.5'],
  [
    '{gateway: {bind: "moon"}}',
    'at gateway.bind: must be one of loopback, lan, tailnet, auto, custom, received "moon"',
  ],
  ['{gateway: 3}', 'at gateway: must be an object, received 3'],
  ['{gateway: {auth: {token: 123456}}}', 'at gateway.auth.token: must be a text or an object, received a number'],
  ['{gateway: {auth: {token: ""}}}', 'at gateway.auth.token: must be a text that is not empty, received a string'],
  ['{agents: {list: [{name: "x"}]}}', 'at agents.list[0].id: must be there, it is missing'],
  [
    '{models: {providers: {"a.b": {baseUrl: "x"}}}}',
    'at models.providers["a.b"].baseUrl: must be an address such as https://host/v1, received "x"',
  ],
  ['{agents: {defaults: {model: 4}}}', 'at agents.defaults.model: must be a text or an object, received 4'],
  ['{gateway: {auth: ["x"]}}', 'at gateway.auth: must be an object, received a list'],
  ['[]', 'at the top: must be an object, received a list'],
  ['{a: ', 'The settings are not JSON5: invalid end of input at 1:5'],
])('parseSettings() says of %s what is wrong and where', (text, problem) => {
  expect(parseSettings(text)).toMatchObject({ settings: null, problems: [problem] });
});

test('parseSettings() reports every problem at once', () => {
  expect(parseSettings('{gateway: {port: 0, bind: 1}}').problems).toHaveLength(2);
});

test('parseSettings() fills in defaults, and an empty file is no settings', () => {
  for (const text of ['', ' \n', '{}', '\uFEFF{}']) {
    const { settings, problems } = parseSettings(text);
    expect(problems).toEqual([]);
    expect(settings?.gateway).toMatchObject({ port: 18789, bind: 'loopback', mode: 'local' });
  }
});

test('parseSettings() names the keys that it does not know', () => {
  const text = `{ wizard: {a: 1}, gateway: { port: 1, discovery: {mode: 'off'} },
    agents: { list: [{id: 'a', sandbox: {}}], defaults: { model: {primary: 'a/b', fallbacks: []} } },
    models: { providers: { x: { baseUrl: 'http://h/v1', timeoutSeconds: 3 } } } }`;
  expect(parseSettings(text)).toMatchObject({
    problems: [],
    unknown: ['wizard', 'gateway.discovery', 'agents.list[0].sandbox', 'models.providers.x.timeoutSeconds'],
  });
});

test('parseSettings() fills secrets from the environment', () => {
  const text = `{gateway: {auth: {token: "\${T}", password: "a$\${T}b"}}, session: {mainKey: "\${T}"}}`;
  const { settings, problems } = parseSettings(text, { T: 'from-outside' });
  expect(problems).toEqual([]);
  expect(settings?.gateway.auth).toMatchObject({ token: 'from-outside', password: `a\${T}b` });
  expect(settings?.session.mainKey).toBe(`\${T}`);
});

test('parseSettings() leaves out a secret whose variable is not set, and names the variable', () => {
  const { settings, problems } = parseSettings(`{gateway: {auth: {token: "\${NOPE}"}}}`);
  expect(problems).toEqual(['at gateway.auth.token: the environment variable NOPE is not set']);
  expect(settings?.gateway.auth.token).toBeUndefined();
});

test('parseSettings() refuses the mark of a redacted secret in its place', () => {
  const { settings, problems } = parseSettings(`{gateway: {auth: {token: "${REDACTED}"}}}`);
  expect(settings).toBeNull();
  expect(problems[0]).toMatch(/at gateway\.auth\.token: must be the secret itself/);
});

test('parseSettings() answers every text without throwing, and never repeats a secret', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseSettings(text)));
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify({ gateway: value, models: { providers: value }, agents: { list: value } });
      expect(parseSettings(text).problems.every((problem) => typeof problem === 'string')).toBe(true);
    }),
  );
  expect(parseSettings('{gateway: {auth: {token: 987654321}}}').problems.join()).not.toContain('987654321');
});
