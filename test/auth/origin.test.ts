import { describe, expect, it } from 'vitest';
import { refusalStatus, refuseOrigin, refuseRequest, refuseUpgrade } from '../../src/auth/origin.ts';
import { localFacts, remoteFacts } from './client.ts';

const allowedOrigins = ['https://chat.example.com/', 'http://box.lan:8080', 'nonsense', '*'];
const gateway = { controlUi: { allowedOrigins }, ownNames: ['box.tail1234.ts.net'] };

describe('the Host rule', () => {
  it.each([
    'localhost',
    'localhost:18789',
    'LOCALHOST.:18789',
    'pincer.localhost:18789',
    '127.0.0.1:18789',
    '[::1]:18789',
    '[::ffff:127.0.0.1]:18789',
    '192.0.2.1:18789',
    'box.tail1234.ts.net',
    'chat.example.com',
    'box.lan:18789',
  ])('answers for %s', (host) => {
    expect(refuseUpgrade({ ...localFacts, host }, gateway)).toBeNull();
  });

  it.each([
    'rebind.evil.com:18789',
    'other.tail1234.ts.net',
    '0.0.0.0:18789',
    '[::]:18789',
    '127.evil.com',
    '127.0.0.1.evil.com',
    'localhost.evil.com',
    'evilts.net',
    'x.ts.net.evil.com',
    'evil.chat.example.com',
    'nonsense',
    '*',
    '',
    'localhost, evil.com',
  ])('answers 421 for %j', (host) => {
    const refusal = refuseUpgrade({ ...localFacts, host }, gateway);
    expect(refusal?.details).toMatchObject({ code: 'HOST_NOT_ALLOWED', rule: 'host_not_allowed' });
    expect(refusal && refusalStatus(refusal)).toBe(421);
  });

  it('names the origin to add and the setting', () => {
    const refusal = refuseUpgrade({ ...localFacts, host: 'home.example.org:18789' }, gateway);
    expect(refusal?.message).toContain('"https://home.example.org"');
    expect(refusal?.message).toContain('gateway.controlUi.allowedOrigins');
  });
});

describe('the Origin rule', () => {
  it.each([
    ['no Origin', null, 'localhost:18789'],
    ["the gateway's own page", 'http://localhost:18789', 'localhost:18789'],
    ['its own page over TLS', 'https://localhost:18789', 'localhost:18789'],
    ['its own page in other letters', 'http://LOCALHOST:18789', 'localhost:18789'],
    ['its own page by address', 'http://[::1]:18789', '[::1]:18789'],
    ['its own page on a default port', 'https://box.tail1234.ts.net', 'box.tail1234.ts.net'],
    ['its own page with the default port written', 'https://box.ts.net', 'box.ts.net:443'],
    ['an allowed page', 'https://chat.example.com', 'localhost:18789'],
    ['an allowed page on a port', 'http://box.lan:8080', '192.0.2.1:18789'],
  ])('lets in %s', (_, origin, host) => {
    expect(refuseOrigin({ ...localFacts, origin, host }, gateway)).toBeNull();
  });

  it.each([
    ['another site', 'https://evil.com', 'localhost:18789'],
    ['another port', 'http://localhost:5173', 'localhost:18789'],
    ['no port where the gateway has one', 'http://localhost', 'localhost:18789'],
    ['another name of this machine', 'http://127.0.0.1:18789', 'localhost:18789'],
    ['an allowed page over another scheme', 'http://chat.example.com', 'localhost:18789'],
    ['an allowed page on another port', 'http://box.lan', 'localhost:18789'],
    ['an opaque page', 'null', 'localhost:18789'],
    ['an empty Origin', '', 'localhost:18789'],
    ['no URL', 'localhost:18789', 'localhost:18789'],
    ['its own name as a user', 'http://localhost:18789@evil.com', 'localhost:18789'],
    ['a user at its own name', 'http://me@localhost:18789', 'localhost:18789'],
    ['a path', 'http://localhost:18789/x', 'localhost:18789'],
    ['a list', 'http://localhost:18789, https://evil.com', 'localhost:18789'],
    ['an extension', 'chrome-extension://localhost:18789', 'localhost:18789'],
    ['a file', 'file://', 'localhost:18789'],
    ['its own name behind a broken Host', 'http://localhost:18789', 'evil.com@localhost:18789'],
  ])('refuses %s', (_, origin, host) => {
    const refusal = refuseOrigin({ ...localFacts, origin, host }, gateway);
    expect(refusal?.code).toBe('INVALID_REQUEST');
    expect(refusal?.details).toMatchObject({ code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED' });
    expect(refusal && refusalStatus(refusal)).toBe(403);
  });

  it('names the exact origin to add and the setting', () => {
    const refusal = refuseOrigin({ ...localFacts, origin: 'http://localhost:5173' }, gateway);
    expect(refusal?.message).toContain('add "http://localhost:5173" to gateway.controlUi.allowedOrigins');
  });

  it('is not softened by forwarding headers', () => {
    const facts = { ...remoteFacts, forwarded: true, origin: 'https://evil.com' };
    expect(refuseRequest(facts, gateway)?.details).toMatchObject({ code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED' });
  });
});

describe('the forwarding rule', () => {
  it.each([localFacts, remoteFacts])('refuses forwarding headers that nobody believed vouches for: $peer', (facts) => {
    const refusal = refuseUpgrade({ ...facts, local: false, forwarded: true, way: 'unattributed' }, gateway);
    expect(refusal?.details).toMatchObject({ code: 'PROXY_ATTRIBUTION_REQUIRED', rule: 'proxy_attribution_required' });
    expect(refusal && refusalStatus(refusal)).toBe(403);
    expect(refusal?.message).toContain(`add it to gateway.trustedProxies`);
    expect(refusal?.message).toContain(facts.peer);
  });

  it('lets on whoever came through a proxy that is believed', () => {
    expect(refuseUpgrade({ ...remoteFacts, forwarded: true, way: 'proxy' }, gateway)).toBeNull();
  });
});
