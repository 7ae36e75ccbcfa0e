import fc from 'fast-check';
import JSON5 from 'json5';
import { expect, test } from 'vitest';
import { redactLine, redactText, redactValue, secretsIn } from '../../src/config/redact.ts';
import { isSecretPath, REDACTED } from '../../src/config/secrets.ts';

test.each([
  [['gateway', 'auth', 'token'], true],
  [['gateway', 'auth', 'password'], true],
  [['models', 'providers', 'x', 'apiKey'], true],
  [['models', 'providers', 'x', 'headers', 'X-Anything'], true],
  [['channels', 'telegram', 'botToken'], true],
  [['hooks', 'webhookSecret'], true],
  [['env', 'SOME_SERVICE'], true],
  [['models', 'providers', 'x', 'models', 0, 'maxTokens'], false],
  [['session', 'mainKey'], false],
  [['gateway', 'port'], false],
])('isSecretPath() of %j is %s', (path, secret) => {
  expect(isSecretPath(path)).toBe(secret);
});

test('redactValue() hides secrets and nothing else', () => {
  const value = {
    gateway: { port: 1, auth: { mode: 'token', token: 'abc', password: 12345 } },
    models: { providers: { x: { baseUrl: 'https://me:pw@host/v1', apiKey: '', headers: { A: 'b' } } } },
  };
  expect(redactValue(value)).toEqual({
    gateway: { port: 1, auth: { mode: 'token', token: REDACTED, password: REDACTED } },
    models: { providers: { x: { baseUrl: `https://${REDACTED}@host/v1`, apiKey: '', headers: { A: REDACTED } } } },
  });
});

test('redactText() keeps the text around a secret, and hides it in comments too', () => {
  const text = `{ // token: "old-secret-1"
  gateway: { auth: { token: 'new-secret-1' } }, // new-secret-1, see above
  port: 5 }`;
  expect(redactText(text)).toBe(`{ // token: "${REDACTED}"
  gateway: { auth: { token: "${REDACTED}" } }, // ${REDACTED}, see above
  port: 5 }`);
});

test('redactText() shows nothing of a text that it cannot read', () => {
  expect(redactText('{ token: "abcdefgh", ')).toBe(REDACTED);
});

test('redactText() never shows a secret, whatever it is made of', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 8 }).filter((text) => text.trim().length >= 8),
      fc.boolean(),
      (secret, strict) => {
        fc.pre(!REDACTED.includes(secret));
        const text = (strict ? JSON.stringify : JSON5.stringify)({ a: { token: secret, other: 1 } }, null, 2);
        const shown = redactText(text);
        expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1));
        expect(JSON5.parse(shown)).toEqual({ a: { token: REDACTED, other: 1 } });
      },
    ),
  );
});

test.each([
  ['a query', 'GET /?token=abc123def HTTP/1.1', `GET /?token=${REDACTED} HTTP/1.1`],
  ['a fragment', 'http://127.0.0.1:1/#token=abc123def', `http://127.0.0.1:1/#token=${REDACTED}`],
  ['a header', 'authorization: Bearer abc.def-ghi', `authorization: Bearer ${REDACTED}`],
  ['JSON', '{"gatewayToken":"abc\\"def","port":1}', `{"gatewayToken":"${REDACTED}","port":1}`],
  ['a key by its form', 'failed with sk-abcdefghijklmnop', `failed with ${REDACTED}`],
  ['a password in an address', 'libsql://me:pw@host/db', `libsql://${REDACTED}@host/db`],
  ['no secret', 'maxTokens: 5, tokens used 17, session main', 'maxTokens: 5, tokens used 17, session main'],
])('redactLine() hides the secret of %s', (_, line, shown) => {
  expect(redactLine(line)).toBe(shown);
});

test('redactLine() hides given secrets wherever they stand, escaped or not', () => {
  expect(redactLine('x p"ss-word-1 {"m":"p\\"ss-word-1"}', ['p"ss-word-1'])).toBe(`x ${REDACTED} {"m":"${REDACTED}"}`);
});

test('secretsIn() finds what must not be logged', () => {
  expect(
    secretsIn({ gateway: { auth: { token: 'long-enough' } }, a: [{ apiKey: 'also-long-enough' }], b: 'plain-value' }),
  ).toEqual(['long-enough', 'also-long-enough']);
});

test('secretsIn() takes the place of a secret for no secret: its names are ordinary words', () => {
  const apiKey = { source: 'file', provider: 'somewhere', id: '/providers/anthropic' };
  const secrets = { providers: { somewhere: { source: 'exec', command: '/usr/bin/keeper', args: ['--quietly'] } } };
  expect(secretsIn({ secrets, models: { providers: { one: { apiKey }, two: { apiKey: 'sk-a-real-key' } } } })).toEqual([
    'sk-a-real-key',
  ]);
});
