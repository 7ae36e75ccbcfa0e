import { describe, expect, it } from 'vitest';
import { connectParams, localFacts, makeAuth, makeDevice, remoteFacts, secrets } from './client.ts';

const token = { token: secrets.token };
const page = { ...localFacts, origin: 'http://localhost:18789' };
const controlUi = { id: 'openclaw-control-ui', mode: 'webchat', version: '1', platform: 'Linux' } as const;
const probe = { id: 'openclaw-probe', mode: 'probe', version: '1', platform: 'Linux' } as const;

describe('the terms of a connect frame', () => {
  it.each([
    ['an older protocol', { minProtocol: 3, maxProtocol: 3 }, 3, 3],
    ['a newer protocol', { minProtocol: 5, maxProtocol: 9 }, 5, 9],
    ['a range upside down', { minProtocol: 4, maxProtocol: 3, client: probe }, 4, 3],
    ['a probe of version 2', { minProtocol: 2, maxProtocol: 2, client: probe }, 2, 2],
  ])('refuse %s', async (_, changes, clientMinProtocol, clientMaxProtocol) => {
    const refusal = await makeAuth().refusal(connectParams({ auth: token, ...changes }));
    expect(refusal.code).toBe('INVALID_REQUEST');
    expect(refusal.closeCode).toBe(1002);
    expect(refusal.details).toMatchObject({
      code: 'PROTOCOL_MISMATCH',
      clientMinProtocol,
      clientMaxProtocol,
      expectedProtocol: 4,
      minimumProbeProtocol: 3,
    });
  });

  it('accept a range that includes 4, and a probe of version 3', async () => {
    const { admit } = makeAuth();
    await admit(connectParams({ auth: token, minProtocol: 3, maxProtocol: 5 }));
    await admit(connectParams({ auth: token, minProtocol: 3, maxProtocol: 3, client: probe }));
  });

  it('refuse nodes in words, and any other role', async () => {
    const { refusal } = makeAuth();
    expect((await refusal(connectParams({ auth: token, role: 'node' }))).message).toContain('operators only');
    expect((await refusal(connectParams({ auth: token, role: 'root' }))).details?.code).toBe('ROLE_NOT_SUPPORTED');
  });

  it('refuse a foreign page in every mode, whatever it knows and whoever it says it is', async () => {
    for (const mode of ['token', 'password', 'none'] as const) {
      for (const facts of [localFacts, remoteFacts, { ...remoteFacts, forwarded: true, way: 'proxy' as const }]) {
        const { refusal } = makeAuth({ mode });
        const refused = await refusal(connectParams({ auth: secrets }), { ...facts, origin: 'https://evil.com' });
        expect(refused.details?.code).toBe('CONTROL_UI_ORIGIN_NOT_ALLOWED');
      }
    }
  });

  it.each(['openclaw-control-ui', 'webchat-ui'] as const)('refuse %s without an Origin', async (id) => {
    const refusal = await makeAuth().refusal(connectParams({ auth: token, client: { ...controlUi, id } }));
    expect(refusal.details).toMatchObject({
      code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED',
      reason: 'origin missing or invalid',
    });
  });

  it('refuse the Control UI without a device, local and with the secret', async () => {
    const refusal = await makeAuth().refusal(connectParams({ auth: token, client: controlUi }), page);
    expect(refusal.code).toBe('INVALID_REQUEST');
    expect(refusal.details).toMatchObject({ code: 'CONTROL_UI_DEVICE_IDENTITY_REQUIRED' });
  });
});

describe('the words of a refusal', () => {
  it('say how to sign in when the token is missing', async () => {
    const device = await makeDevice();
    const refusal = await makeAuth().refusal(await device.prove(connectParams({ client: controlUi })), page);
    expect(refusal.message).toMatch(/^unauthorized: gateway token missing \(.*`pincer web`\)$/);
    expect(refusal.details).toMatchObject({
      code: 'AUTH_TOKEN_MISSING',
      authReason: 'token_missing',
      canRetryWithDeviceToken: false,
      recommendedNextStep: 'update_auth_configuration',
    });
  });

  it('say that a wrong token wants new credentials', async () => {
    const refusal = await makeAuth().refusal(connectParams({ auth: { token: 'wrong' } }));
    expect(refusal.closeCode).toBe(1008);
    expect(refusal.details).toMatchObject({
      code: 'AUTH_TOKEN_MISMATCH',
      authReason: 'token_mismatch',
      canRetryWithDeviceToken: false,
      recommendedNextStep: 'update_auth_credentials',
    });
  });

  it('offer a paired device to retry with the token it was given', async () => {
    const { pair, refusal } = makeAuth();
    const device = await makeDevice();
    await pair(device, ['operator.read']);
    const wrong = await device.prove(connectParams({ auth: { token: 'wrong' } }));
    expect((await refusal(wrong)).details).toMatchObject({
      canRetryWithDeviceToken: true,
      recommendedNextStep: 'retry_with_device_token',
    });
  });

  it.each(['token', 'password'] as const)('name the setting when no %s is configured', async (mode) => {
    const { refusal } = makeAuth({ mode, secrets: () => ({}) });
    const refused = await refusal(connectParams({ auth: { token: '', password: 'anything' } }));
    expect(refused.details?.code).toBe(`AUTH_${mode.toUpperCase()}_NOT_CONFIGURED`);
    expect(refused.message).toContain(`gateway.auth.${mode}`);
  });

  it('never repeat a secret', async () => {
    const auth = { token: 'tried-token', password: 'tried-password', deviceToken: 'tried-device' };
    const refusal = await makeAuth().refusal(connectParams({ auth }));
    for (const text of ['tried', ...Object.values(secrets)])
      expect(JSON.stringify(refusal.shape())).not.toContain(text);
  });
});

describe('the secret', () => {
  it('is read at every attempt, so that the old one is worth nothing after a change', async () => {
    let current = { token: 'old' };
    const { admit, refusal } = makeAuth({ secrets: () => current });
    await admit(connectParams({ auth: { token: 'old' } }));
    current = { token: 'new' };
    expect((await refusal(connectParams({ auth: { token: 'old' } }))).details?.code).toBe('AUTH_TOKEN_MISMATCH');
    await admit(connectParams({ auth: { token: 'new' } }));
  });

  it('is not matched by an empty one that is configured', async () => {
    const { refusal } = makeAuth({ secrets: () => ({ token: '' }) });
    await refusal(connectParams({ auth: { token: '', deviceToken: 'x' } }));
  });
});

describe('the scopes of a client', () => {
  const scopesOf = async (changes: Parameters<typeof connectParams>[0], facts = localFacts) =>
    (await makeAuth().admit(connectParams({ auth: token, ...changes }), facts)).principal.scopes;
  const withoutScopes = () => {
    const { scopes: _, ...rest } = connectParams({ auth: token });
    return rest;
  };

  it('are those it asked for, when it is local and has the secret', async () => {
    expect(await scopesOf({ scopes: ['operator.admin', 'operator.pairing'] })).toEqual([
      'operator.admin',
      'operator.pairing',
    ]);
  });

  it('are none when it has no device and is not local, whatever it asked for', async () => {
    expect(await scopesOf({ scopes: ['operator.admin'] }, remoteFacts)).toEqual([]);
    expect(
      await scopesOf({ scopes: ['operator.admin'] }, { ...localFacts, local: false, forwarded: true, way: 'proxy' }),
    ).toEqual([]);
    expect((await makeAuth().admit(withoutScopes(), remoteFacts)).principal.scopes).toEqual([]);
  });

  it('are none for a probe without a device', async () => {
    expect(await scopesOf({ client: probe })).toEqual([]);
  });

  it('are none when it asked for none, all that may be granted when it did not say', async () => {
    expect(await scopesOf({ scopes: [] })).toEqual([]);
    expect((await makeAuth().admit(withoutScopes())).principal.scopes).toContain('operator.admin');
  });

  it('never hold one that the gateway does not know, nor one twice', async () => {
    const scopes = ['operator.root', 'operator.read', 'operator.read', '__proto__'];
    expect(await scopesOf({ scopes })).toEqual(['operator.read']);
  });
});
