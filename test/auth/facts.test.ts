import { describe, expect, it } from 'vitest';
import { readFacts } from '../../src/auth/facts.ts';

const from = (peer: string) => ({ peer, managed: false });

describe('readFacts()', () => {
  it('calls a loopback peer without forwarding headers local', () => {
    const headers = new Headers({ host: 'localhost:18789', 'user-agent': 'probe' });
    expect(readFacts(headers, from('::ffff:127.0.0.1'))).toEqual({
      address: '127.0.0.1',
      peer: '127.0.0.1',
      local: true,
      forwarded: false,
      way: 'direct',
      managed: false,
      host: 'localhost:18789',
      origin: null,
      userAgent: 'probe',
      identity: null,
    });
  });

  it.each([
    'Forwarded',
    'X-Forwarded-For',
    'x-forwarded-proto',
    'X-FORWARDED-HOST',
    'X-Real-IP',
    'Tailscale-User-Login',
    'tailscale-headers-info',
    'X_Forwarded_For',
    'x_forwarded_user',
  ])('does not call a loopback peer with %s local', (name) => {
    const facts = readFacts(new Headers({ host: 'localhost', [name]: '' }), from('127.0.0.1'));
    expect(facts).toMatchObject({ local: false, forwarded: true, way: 'unattributed' });
  });

  it.each(['x-forwardedfor', 'my-x-forwarded-for', 'x-real-ip-hint', 'not-tailscale-user'])(
    'is not misled by the header %s',
    (name) => expect(readFacts(new Headers({ [name]: '127.0.0.1' }), from('127.0.0.1'))).toMatchObject({ local: true }),
  );

  it.each(['192.0.2.7', '127.evil.com', '', 'localhost'])('does not call the peer %j local', (peer) => {
    expect(readFacts(new Headers({ host: '127.0.0.1' }), from(peer)).local).toBe(false);
  });

  it('refuses what is too long rather than cutting it into something allowed', () => {
    const headers = new Headers({
      host: `${'a'.repeat(255)}.ts.net.evil.com`,
      origin: `http://${'a'.repeat(400)}`,
      'user-agent': 'u'.repeat(5000),
    });
    const facts = readFacts(headers, from('127.0.0.1'));
    expect(facts).toMatchObject({ host: '', origin: 'null' });
    expect(facts.userAgent?.length).toBe(256);
  });
});
