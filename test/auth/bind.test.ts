import { describe, expect, it } from 'vitest';
import { refuseBind } from '../../src/auth/bind.ts';

const token = { token: 'secret' };
const password = { password: 'secret' };

describe('refuseBind()', () => {
  it.each([
    ['loopback without a secret', { bind: 'loopback', auth: {} }, {}],
    ['loopback with authentication written off', { bind: 'loopback', auth: { mode: 'none' } }, {}],
    ['lan with a token', { bind: 'lan', auth: {} }, token],
    ['lan with a password', { bind: 'lan', auth: {} }, password],
    ['tailnet in token mode with a token', { bind: 'tailnet', auth: { mode: 'token' } }, token],
    ['a custom loopback host', { bind: 'custom', customBindHost: '::1', auth: { mode: 'none' } }, {}],
    ['a custom host with a token', { bind: 'custom', customBindHost: '192.0.2.1', auth: {} }, token],
  ] as const)('lets %s start', (_, gateway, secrets) => {
    expect(refuseBind(gateway, secrets)).toBeNull();
  });

  it.each([
    ['lan without a secret', { bind: 'lan', auth: {} }, {}, 'gateway.auth.token'],
    ['auto without a secret', { bind: 'auto', auth: {} }, {}, 'gateway.auth.password'],
    ['tailnet with a blank token', { bind: 'tailnet', auth: {} }, { token: '  ' }, 'OPENCLAW_GATEWAY_TOKEN'],
    ['token mode with only a password', { bind: 'lan', auth: { mode: 'token' } }, password, 'gateway.auth.token'],
    ['password mode with only a token', { bind: 'lan', auth: { mode: 'password' } }, token, 'gateway.auth.password'],
    ['no authentication on lan, a token or not', { bind: 'lan', auth: { mode: 'none' } }, token, 'gateway.auth.mode'],
    ['a custom name like loopback', { bind: 'custom', customBindHost: '127.evil.com', auth: {} }, {}, 'gateway.bind'],
    ['every interface', { bind: 'custom', customBindHost: '0.0.0.0', auth: { mode: 'none' } }, {}, 'gateway.auth.mode'],
    ['a custom bind without a host', { bind: 'custom', auth: {} }, token, 'gateway.customBindHost'],
  ] as const)('refuses %s and names the setting', (_, gateway, secrets, setting) => {
    expect(refuseBind(gateway, secrets)).toContain(setting);
  });
});
