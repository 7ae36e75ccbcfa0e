// Who may ask over HTTP, and what they keep of the owner's scopes.
import { describe, expect, test } from 'vitest';
import { Attempts } from '../../src/auth/attempts.ts';
import { createBearerAuth } from '../../src/auth/bearer.ts';
import { readFacts } from '../../src/auth/facts.ts';
import { makePolicy } from '../../src/auth/policy.ts';
import { everyScope } from '../../src/auth/scope-grant.ts';
import { gatewaySettings } from './client.ts';

type Mode = 'token' | 'password' | 'none';

const gateway = gatewaySettings();

function ask(mode: Mode, given: Record<string, string>, peer = '127.0.0.1', password = 'word') {
  const admit = createBearerAuth({
    policy: () => makePolicy(gateway, { mode, secrets: { token: 'right', password } }),
    attempts: new Attempts({ limits: () => gateway.auth.rateLimit, now: Date.now }),
    version: '1',
  });
  const headers = new Headers(given);
  return admit(headers, readFacts(headers, { peer, managed: false }));
}

describe('createBearerAuth()', () => {
  test.each([
    ['token', 'Bearer right'],
    ['token', 'bearer right'],
    ['password', 'Bearer word'],
  ] as const)('lets the owner in by %s: %s', async (mode, authorization) => {
    expect(await ask(mode, { authorization })).toMatchObject({ method: mode, scopes: everyScope });
  });

  test.each([
    ['token', {}, 'AUTH_TOKEN_MISSING'],
    ['token', { authorization: 'Basic right' }, 'AUTH_TOKEN_MISSING'],
    ['token', { authorization: 'Bearer  ' }, 'AUTH_TOKEN_MISSING'],
    ['token', { authorization: 'Bearer word' }, 'AUTH_TOKEN_MISMATCH'],
    ['password', { authorization: 'Bearer right' }, 'AUTH_PASSWORD_MISMATCH'],
    ['token', { 'tailscale-user-login': 'owner@example.com' }, 'AUTH_TOKEN_MISSING'],
  ] as const)('refuses in mode %s: %j', async (mode, given, code) => {
    await expect(ask(mode, given)).rejects.toMatchObject({ status: 401, details: { code } });
  });

  test.each([
    ['UTF-8, as curl sends it', Buffer.from('wört 雪').toString('latin1'), 'wört 雪'],
    ['Latin-1, as browsers do', 'wört', 'wört'],
  ])('reads a password in %s', async (_how, sent, password) => {
    const admitted = ask('password', { authorization: `Bearer ${sent}` }, '127.0.0.1', password);
    await expect(admitted).resolves.toMatchObject({ method: 'password' });
  });

  test.each(['token', 'password'] as const)('says to a program how to send the %s, and where it is', async (mode) => {
    for (const given of [{}, { authorization: 'Bearer wrong' }]) {
      await expect(ask(mode, given)).rejects.toThrow(
        new RegExp(`"Authorization: Bearer .*gateway\\.auth\\.${mode}.*OPENCLAW_GATEWAY_${mode.toUpperCase()}`),
      );
    }
  });

  test('asks nothing of this machine when authentication is off, and refuses every other', async () => {
    expect(await ask('none', {})).toMatchObject({ method: 'none', scopes: everyScope });
    await expect(ask('none', {}, '192.168.1.5')).rejects.toMatchObject({ status: 401 });
    await expect(ask('none', { 'x-forwarded-for': '127.0.0.1' })).rejects.toMatchObject({ status: 401 });
  });

  test('lets x-openclaw-scopes only take away', async () => {
    const scopes = async (value: string) =>
      (await ask('token', { authorization: 'Bearer right', 'x-openclaw-scopes': value })).scopes;
    expect(await scopes('operator.read')).toEqual(['operator.read']);
    expect(await scopes(' operator.read , operator.write,root')).toEqual(['operator.read', 'operator.write']);
    expect(await scopes('')).toEqual([]);
  });
});
