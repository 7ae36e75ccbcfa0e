import { describe, expect, it } from 'vitest';
import type { ConnectParams } from '../../src/protocol/connect.ts';
import {
  connectParams,
  localFacts,
  makeAuth,
  makeDevice,
  now,
  remoteFacts,
  secrets,
  type TestDevice,
} from './client.ts';

const token = { token: secrets.token };
const sign = (device: TestDevice, scopes: string[], auth: ConnectParams['auth'] = token) =>
  device.prove(connectParams({ scopes, auth }));

describe('pairing', () => {
  it('stores a local device with the secret, and returns a token with its date', async () => {
    const { admit, devices } = makeAuth();
    const device = await makeDevice();
    const client = { id: 'cli', mode: 'cli', version: '1', platform: 'Linux', displayName: 'n'.repeat(500) } as const;
    const admission = await admit(await device.prove(connectParams({ auth: token, client })));
    expect(admission.principal).toMatchObject({ method: 'token', role: 'operator', deviceId: device.id });
    expect(admission.deviceToken?.token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(admission.deviceToken?.issuedAt).toBe(now);
    expect(await devices.list()).toEqual([
      {
        id: device.id,
        publicKey: device.publicKey,
        name: 'n'.repeat(128),
        platform: 'Linux',
        deviceFamily: null,
        clientId: 'cli',
        clientMode: 'cli',
        role: 'operator',
        scopes: ['operator.read', 'operator.write'],
        tokenScopes: null,
        generation: now,
        issuedAt: now,
        revokedAt: null,
        approvedVia: 'loopback',
        createdAt: now,
        seenAt: now,
      },
    ]);
  });

  it('keeps the token, and writes nothing, for the same scopes or fewer', async () => {
    const { admit, pair, pass, devices } = makeAuth();
    const device = await makeDevice();
    const first = await pair(device, ['operator.read', 'operator.write']);
    pass(1000);
    for (const scopes of [
      ['operator.read', 'operator.write'],
      ['operator.write', 'operator.read'],
      ['operator.read'],
      [],
    ]) {
      const admission = await admit(await sign(device, scopes));
      expect(admission.deviceToken).toEqual({ token: first, issuedAt: now });
      expect(admission.principal.scopes).toEqual(scopes);
    }
    expect(devices.writes).toBe(1);
  });

  it('widens a local device silently, and its old token is void', async () => {
    const { admit, pair, pass, refusal } = makeAuth();
    const device = await makeDevice();
    const first = await pair(device, ['operator.read']);
    pass(1000);
    const wider = await admit(await sign(device, ['operator.admin']));
    expect(wider.deviceToken?.token).not.toBe(first);
    expect(wider.deviceToken?.issuedAt).toBe(now + 1000);
    const stale = await refusal(await sign(device, ['operator.read'], { deviceToken: first }));
    expect(stale.details?.code).toBe('AUTH_DEVICE_TOKEN_MISMATCH');
    const fresh = await sign(device, ['operator.read', 'operator.admin'], { token: wider.deviceToken?.token });
    expect((await admit(fresh)).principal.scopes).toEqual(['operator.read', 'operator.admin']);
  });

  it('gives a device that was removed and came back another token', async () => {
    const { pair, pass, devices, refusal } = makeAuth();
    const device = await makeDevice();
    const first = await pair(device, ['operator.read']);
    await devices.remove(device.id);
    expect((await refusal(await sign(device, [], { token: first }))).details?.code).toBe('AUTH_TOKEN_MISMATCH');
    pass(1000);
    expect(await pair(device, ['operator.read'])).not.toBe(first);
    expect((await refusal(await sign(device, [], { token: first }))).details?.code).toBe('AUTH_TOKEN_MISMATCH');
  });

  it('refuses a remote device that nobody approved, and says what to do now', async () => {
    const { refusal, devices } = makeAuth();
    const device = await makeDevice();
    const refused = await refusal(await sign(device, ['operator.read', 'operator.nonsense']), remoteFacts);
    expect(refused.shape()).toEqual({
      code: 'NOT_PAIRED',
      message: 'pairing required: device pairing required',
      details: {
        code: 'PAIRING_REQUIRED',
        reason: 'not-paired',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        rule: 'pairing_required_not-paired',
        next: expect.stringMatching(/`pincer devices approve/),
        remediationHint: expect.stringMatching(
          /`pincer devices approve [0-9a-f-]{36}`.*ssh -N -L 18789:127\.0\.0\.1:18789/,
        ),
        retryable: false,
        pauseReconnect: true,
        deviceId: device.id,
        requestedRole: 'operator',
        requestedScopes: ['operator.read'],
      },
    });
    expect(refused.closeCode).toBe(1008);
    expect(devices.writes).toBe(0);
  });

  it.each(['openclaw-control-ui', 'webchat-ui'] as const)('lets the page %s wait for its approval', async (id) => {
    const client = { id, mode: 'webchat', version: '1', platform: 'Linux' } as const;
    const facts = { ...remoteFacts, origin: `http://${remoteFacts.host}` };
    const connect = await (await makeDevice()).prove(connectParams({ auth: token, client }));
    expect((await makeAuth().refusal(connect, facts)).details).toMatchObject({
      recommendedNextStep: 'wait_then_retry',
      retryable: true,
      pauseReconnect: false,
    });
  });

  it('refuses wider scopes to a remote device with the secret, and names the approved ones', async () => {
    const { pair, refusal, admit } = makeAuth();
    const device = await makeDevice();
    await pair(device, ['operator.read']);
    const refused = await refusal(await sign(device, ['operator.admin']), remoteFacts);
    expect(refused.message).toBe('pairing required: scope upgrade pending approval');
    expect(refused.details).toMatchObject({
      reason: 'scope-upgrade',
      requestedScopes: ['operator.admin'],
      approvedRoles: ['operator'],
      approvedScopes: ['operator.read'],
    });
    expect((await admit(await sign(device, ['operator.read']), remoteFacts)).principal.scopes).toEqual([
      'operator.read',
    ]);
  });
});

describe('a device token', () => {
  it('never carries more than was approved, also on loopback', async () => {
    const { admit, pair, devices } = makeAuth();
    const device = await makeDevice();
    const deviceToken = await pair(device, ['operator.write']);
    for (const facts of [localFacts, remoteFacts]) {
      const wish = await sign(device, ['operator.admin', 'operator.write', 'operator.read'], { deviceToken });
      const { principal, deviceToken: returned } = await admit(wish, facts);
      expect(principal).toMatchObject({ method: 'device-token', scopes: ['operator.write', 'operator.read'] });
      expect(returned?.token).toBe(deviceToken);
    }
    expect(devices.writes).toBe(1);
  });

  it('grants what was approved when the client names no scopes', async () => {
    const { admit, pair } = makeAuth();
    const device = await makeDevice();
    const deviceToken = await pair(device, ['operator.write']);
    const { scopes: _, ...bare } = connectParams({ auth: { deviceToken } });
    expect((await admit(await device.prove(bare), remoteFacts)).principal.scopes).toEqual(['operator.write']);
  });

  it('is worth nothing to another device', async () => {
    const { pair, refusal } = makeAuth();
    const [owner, thief] = [await makeDevice(), await makeDevice()];
    const deviceToken = await pair(owner, ['operator.read']);
    await pair(thief, ['operator.read']);
    const refused = await refusal(await sign(thief, ['operator.read'], { deviceToken }));
    expect(refused.details?.code).toBe('AUTH_DEVICE_TOKEN_MISMATCH');
  });

  it('is void for a device whose record has another role', async () => {
    const { pair, refusal, devices } = makeAuth();
    const device = await makeDevice();
    const deviceToken = await pair(device, ['operator.read']);
    const record = await devices.get(device.id);
    if (record) await devices.put({ ...record, role: 'node' });
    expect((await refusal(await sign(device, [], { deviceToken }))).details?.code).toBe('AUTH_DEVICE_TOKEN_MISMATCH');
  });
});
