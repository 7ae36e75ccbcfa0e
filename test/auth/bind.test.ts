import { describe, expect, it } from 'vitest';
import { refuseBind } from '../../src/auth/bind.ts';

const token = { token: 'secret' };
const password = { password: 'secret' };

describe('refuseBind()', () => {
  it.each([
    ['loopback without a secret', { bind: 'loopback' }, 'token', {}],
    ['loopback with authentication written off', { bind: 'loopback' }, 'none', {}],
    ['lan with a token', { bind: 'lan' }, 'token', token],
    ['lan with a password', { bind: 'lan' }, 'password', password],
    ['tailnet in token mode with a token', { bind: 'tailnet' }, 'token', token],
    ['a custom loopback host', { bind: 'custom', customBindHost: '::1' }, 'none', {}],
    ['lan behind a trusted proxy', { bind: 'lan' }, 'trusted-proxy', {}],
    ['a custom host with a token', { bind: 'custom', customBindHost: '192.0.2.1' }, 'token', token],
  ] as const)('lets %s start', (_, gateway, mode, secrets) => {
    expect(refuseBind(gateway, mode, secrets)).toBeNull();
  });

  it.each([
    ['lan without a secret', { bind: 'lan' }, 'token', {}, 'gateway.auth.token'],
    ['auto without a secret', { bind: 'auto' }, 'password', {}, 'gateway.auth.password'],
    ['tailnet with a blank token', { bind: 'tailnet' }, 'token', { token: '  ' }, 'OPENCLAW_GATEWAY_TOKEN'],
    ['token mode with only a password', { bind: 'lan' }, 'token', password, 'gateway.auth.token'],
    ['password mode with only a token', { bind: 'lan' }, 'password', token, 'gateway.auth.password'],
    ['no authentication on lan, a token or not', { bind: 'lan' }, 'none', token, 'gateway.auth.mode'],
    ['a custom name like loopback', { bind: 'custom', customBindHost: '127.evil.com' }, 'token', {}, 'gateway.bind'],
    ['every interface', { bind: 'custom', customBindHost: '0.0.0.0' }, 'none', {}, 'gateway.auth.mode'],
    ['a custom bind without a host', { bind: 'custom' }, 'token', token, 'gateway.customBindHost'],
  ] as const)('refuses %s and names the setting', (_, gateway, mode, secrets, setting) => {
    expect(refuseBind(gateway, mode, secrets)).toContain(setting);
  });
});
