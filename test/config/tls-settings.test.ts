// Settings of TLS that are more than a text: the header that asks for it, and the fingerprint that is held to.
import { expect, test } from 'vitest';
import { parseSettings } from '../../src/config/parse.ts';

const PIN = Array.from({ length: 32 }, (_, index) => (index + 160).toString(16).toUpperCase()).join(':');

test.each([
  PIN,
  PIN.toLowerCase(),
  PIN.replaceAll(':', ''),
  PIN.replaceAll(':', '').toLowerCase(),
  `sha256:${PIN}`,
  `SHA-256 ${PIN}`,
  `  sha256=${PIN} `,
])('gateway.remote.tlsFingerprint may be written as %s', (tlsFingerprint) => {
  const { settings, problems } = parseSettings(JSON.stringify({ gateway: { remote: { tlsFingerprint } } }));
  expect(problems).toEqual([]);
  expect(settings?.gateway.remote.tlsFingerprint).toBe(PIN);
});

test.each(['', 'abc', PIN.slice(3), `${PIN}:00`, PIN.replace('A0', 'XY'), `sha1:${PIN}`])(
  'gateway.remote.tlsFingerprint may not be %j',
  (tlsFingerprint) => {
    const { settings, problems } = parseSettings(JSON.stringify({ gateway: { remote: { tlsFingerprint } } }));
    expect(settings).toBeNull();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /^at gateway\.remote\.tlsFingerprint: must be a SHA-256 fingerprint of 64 hex digits, received /,
    );
  },
);

test.each([false, 'max-age=31536000', 'max-age=0', 'includeSubDomains; max-age="63072000"; preload'])(
  'strictTransportSecurity may be %j',
  (strictTransportSecurity) => {
    const { settings } = parseSettings(JSON.stringify({ gateway: { http: headers(strictTransportSecurity) } }));
    expect(settings?.gateway.http.securityHeaders.strictTransportSecurity).toBe(strictTransportSecurity);
  },
);

test.each([
  true,
  '',
  'on',
  'max-age',
  'max-age=1\r\nSet-Cookie: a=b',
  'max-age=1\n',
  'max-age=1; ü',
  `max-age=1${' '.repeat(200)}`,
])('strictTransportSecurity may not be %j', (strictTransportSecurity) => {
  const { settings, problems } = parseSettings(JSON.stringify({ gateway: { http: headers(strictTransportSecurity) } }));
  expect(settings).toBeNull();
  expect(problems[0]).toMatch(/^at gateway\.http\.securityHeaders\.strictTransportSecurity: must be /);
});

function headers(strictTransportSecurity: unknown): object {
  return { securityHeaders: { strictTransportSecurity } };
}
