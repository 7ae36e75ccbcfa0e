// The ledger of devices: requests and their answers, tokens renewed and taken back, and who may do what to whom.
import { describe, expect, test } from 'vitest';
import { pairingLimits } from '../../src/auth/pairing-request.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Facts } from '../../src/ports.ts';
import type { Scope } from '../../src/protocol/scopes.ts';
import {
  attemptOf,
  connectParams,
  localFacts,
  makeAuth,
  makeDevice,
  now,
  remoteFacts,
  secrets,
  type TestDevice,
} from './client.ts';
import { callerWith } from './ledger.ts';

type Changes = { id?: 'openclaw-tui'; platform?: string; deviceFamily?: string; displayName?: string };

const owner = callerWith(['operator.admin']);
const operator = 'operator';

function setting() {
  const auth = makeAuth();
  const wish = (device: TestDevice, scopes: string[], client: Changes = {}) => {
    const plain = connectParams({ auth: { token: secrets.token }, scopes });
    return device.prove({ ...plain, client: { ...plain.client, ...client } });
  };
  const come = async (device: TestDevice, scopes: string[], client: Changes = {}) =>
    (await auth.admit(await wish(device, scopes, client), remoteFacts)).principal.scopes;
  /** Comes from elsewhere and is told to wait; the id of its request. */
  const ask = async (device: TestDevice, scopes: string[], client: Changes = {}, address = '192.0.2.7') => {
    const refused = await auth.refusal(await wish(device, scopes, client), { ...remoteFacts, address });
    const { requestId: id, ...details } = { requestId: '', ...refused.details };
    return { id, details, error: refused };
  };
  const approved = async (scopes: string[]) => {
    const device = await makeDevice();
    await auth.ledger.answer(owner, (await ask(device, scopes)).id, 'approve');
    return device;
  };
  const pending = async () => (await auth.ledger.list()).pending;
  return { ...auth, come, ask, approved, pending, wish };
}

describe('a request', () => {
  test('is one for each device: the same wish keeps its id, another wish gets another', async () => {
    const { ask, pending, told } = setting();
    const device = await makeDevice();
    const { id } = await ask(device, ['operator.read']);
    expect((await ask(device, ['operator.read'])).id).toBe(id);
    expect(await pending()).toMatchObject([{ id, reason: 'not-paired', scopes: ['operator.read'] }]);
    const wider = await ask(device, ['operator.admin']);
    expect(wider.id).not.toBe(id);
    expect(await pending()).toMatchObject([{ id: wider.id, scopes: ['operator.admin'] }]);
    expect(told).toMatchObject([
      { requested: { requestId: id } },
      { resolved: { requestId: id, decision: 'superseded' } },
      { requested: { requestId: wider.id } },
    ]);
  });

  test('that was widened cannot be approved by the id under which it was narrower', async () => {
    const { ask, ledger, devices } = setting();
    const device = await makeDevice();
    const { id } = await ask(device, ['operator.read']);
    await ask(device, ['operator.admin']);
    await expect(ledger.answer(owner, id, 'approve')).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(devices.writes).toBe(0);
  });

  test('expires ten minutes after its device last asked', async () => {
    const { ask, pass, ledger, pending, told } = setting();
    const device = await makeDevice();
    const { id } = await ask(device, ['operator.read']);
    pass(pairingLimits.lifeMs - 1);
    expect(await pending()).toHaveLength(1);
    pass(1);
    await expect(ledger.answer(owner, id, 'approve')).rejects.toThrow('none of that id is waiting');
    expect(await pending()).toEqual([]);
    expect(told.at(-1)).toMatchObject({ resolved: { requestId: id, decision: 'expired' } });
  });

  test('is refused when ten of its address are waiting, and another address may still ask', async () => {
    const { ask } = setting();
    for (let one = 0; one < pairingLimits.pendingOfAddress; one += 1) await ask(await makeDevice(), []);
    const { error } = await ask(await makeDevice(), []);
    expect(error).toMatchObject({ code: 'UNAVAILABLE', details: { code: 'PAIRING_REQUESTS_FULL' } });
    expect(error.message).toContain('10 devices of this address are waiting');
    expect((await ask(await makeDevice(), [], {}, '192.0.2.8')).error.code).toBe('NOT_PAIRED');
  });

  test('is refused when fifty are waiting, from wherever it comes, and nobody loses theirs', async () => {
    const { ask, pending } = setting();
    const first = await makeDevice();
    await ask(first, [], {}, '192.0.2.0');
    for (let one = 1; one < pairingLimits.pending; one += 1) {
      await ask(await makeDevice(), [], {}, `192.0.2.${Math.floor(one / pairingLimits.pendingOfAddress)}`);
    }
    for (const address of ['192.0.2.0', '192.0.2.99']) {
      const { error } = await ask(await makeDevice(), [], {}, address);
      expect(error).toMatchObject({
        code: 'UNAVAILABLE',
        details: { code: 'PAIRING_REQUESTS_FULL', recommendedNextStep: 'wait_then_retry' },
      });
    }
    expect(await pending()).toHaveLength(pairingLimits.pending);
    expect((await ask(first, [], {}, '192.0.2.0')).error.code).toBe('NOT_PAIRED');
  });

  test.each([
    { what: 'an unknown device', before: null, scopes: ['operator.read'], client: {}, reason: 'not-paired' },
    {
      what: 'wider scopes',
      before: ['operator.read'],
      scopes: ['operator.write'],
      client: {},
      reason: 'scope-upgrade',
    },
    {
      what: 'another platform',
      before: ['operator.read'],
      scopes: ['operator.read'],
      client: { platform: 'MacIntel' },
      reason: 'metadata-upgrade',
    },
    { what: 'fewer scopes', before: ['operator.write'], scopes: ['operator.read'], client: {}, reason: null },
    {
      what: 'the same platform in other letters',
      before: ['operator.read'],
      scopes: ['operator.read'],
      client: { platform: ' linux X86_64 ', displayName: 'Renamed' },
      reason: null,
    },
  ])('is made for $what: $reason', async ({ before, scopes, client, reason }) => {
    const { approved, ask, come, pending } = setting();
    const device = before ? await approved(before) : await makeDevice();
    if (reason === null) expect(await come(device, scopes, client)).toEqual(scopes);
    else expect((await ask(device, scopes, client)).details).toMatchObject({ code: 'PAIRING_REQUIRED', reason });
    expect((await pending()).map((one) => one.reason)).toEqual(reason === null ? [] : [reason]);
  });

  test('is made for another family, once there was one to be held to', async () => {
    const { approved, admit, wish, ask, come, ledger } = setting();
    const device = await approved([]);
    await come(device, [], { deviceFamily: 'Phone' });
    await admit(await wish(device, [], { platform: 'Android', deviceFamily: 'Phone' }));
    for (const deviceFamily of ['Tablet', '']) {
      const { id, details } = await ask(device, [], { platform: 'Android', ...(deviceFamily ? { deviceFamily } : {}) });
      expect(details).toMatchObject({ reason: 'metadata-upgrade' });
      await ledger.answer(owner, id, 'reject');
    }
    expect(await come(device, [], { platform: 'Android', deviceFamily: ' PHONE' })).toEqual([]);
  });

  test('is made for another role, which replaces the older one with no more than it asked for', async () => {
    const { approved, devices, ask, ledger, expelled } = setting();
    const device = await approved(['operator.admin']);
    const record = await devices.get(device.id);
    if (record) await devices.put({ ...record, role: 'node' });
    const { id, details } = await ask(device, ['operator.read']);
    expect(details).toMatchObject({ reason: 'role-upgrade', approvedRoles: ['node'] });
    await ledger.answer(owner, id, 'approve');
    expect(await devices.get(device.id)).toMatchObject({ role: operator, scopes: ['operator.read'] });
    expect(expelled).toEqual([[device.id]]);
  });

  test('of a known id under another key is refused before it is made', async () => {
    const { approved, devices, ask, pending } = setting();
    const device = await approved(['operator.read']);
    const record = await devices.get(device.id);
    if (record) await devices.put({ ...record, publicKey: 'A'.repeat(43) });
    expect((await ask(device, ['operator.read'])).error.details).toMatchObject({ reason: 'device-id-mismatch' });
    expect(await pending()).toEqual([]);
  });

  test('is taken from a device token only for changed metadata, and never from a token that is void', async () => {
    const { approved, ask, come, wish, admit, refusal, ledger, pending } = setting();
    const device = await approved(['operator.read']);
    await come(device, ['operator.read']);
    const { deviceToken } = await admit(await wish(device, ['operator.read']), remoteFacts);
    const plain = connectParams({ auth: { deviceToken: deviceToken?.token ?? '' }, scopes: ['operator.admin'] });
    expect((await admit(await device.prove(plain), remoteFacts)).principal.scopes).toEqual([]);
    const moved = await device.prove({ ...plain, client: { ...plain.client, platform: 'MacIntel' } });
    expect((await refusal(moved, remoteFacts)).details).toMatchObject({ reason: 'metadata-upgrade' });
    await ledger.revoke(owner, { deviceId: device.id, role: operator });
    expect(await pending()).toEqual([]);
    expect((await refusal(moved, remoteFacts)).details).toMatchObject({ code: 'AUTH_DEVICE_TOKEN_MISMATCH' });
    expect(await pending()).toEqual([]);
    expect((await ask(device, ['operator.admin'])).details).toMatchObject({ reason: 'scope-upgrade' });
  });
});

describe('an answer', () => {
  test.each<{ what: string; asked: Scope[]; rights: Scope[]; granted: Scope[] | null }>([
    {
      what: 'an owner gives what was asked',
      asked: ['operator.read', 'operator.admin'],
      rights: ['operator.admin'],
      granted: ['operator.read', 'operator.admin'],
    },
    {
      what: 'a helper gives what it has of that',
      asked: ['operator.read', 'operator.admin'],
      rights: ['operator.pairing', 'operator.write'],
      granted: ['operator.read'],
    },
    {
      what: 'nobody gives nothing for something',
      asked: ['operator.admin'],
      rights: ['operator.pairing'],
      granted: null,
    },
    { what: 'nothing was asked', asked: [], rights: ['operator.pairing'], granted: [] },
    { what: 'who may not pair', asked: ['operator.read'], rights: ['operator.write'], granted: null },
  ])('approve: $what', async ({ asked, rights, granted }) => {
    const { ask, ledger, come, devices } = setting();
    const device = await makeDevice();
    const { id } = await ask(device, asked);
    const answer = ledger.answer(callerWith(rights), id, 'approve');
    if (granted === null) {
      await expect(answer).rejects.toMatchObject({ code: 'FORBIDDEN', details: { code: 'MISSING_SCOPE' } });
      expect(devices.writes).toBe(0);
      return;
    }
    expect(await answer).toMatchObject({ device: { scopes: granted, approvedVia: 'operator' } });
    expect(await come(device, granted)).toEqual(granted);
  });

  test('reject turns the device away, and it may ask again', async () => {
    const { ask, ledger, pending, told } = setting();
    const device = await makeDevice();
    const { id } = await ask(device, ['operator.read']);
    expect(await ledger.answer(owner, id, 'reject')).toMatchObject({ device: null });
    expect(await pending()).toEqual([]);
    expect(told.at(-1)).toMatchObject({ resolved: { requestId: id, decision: 'rejected' } });
    expect((await ask(device, ['operator.read'])).id).not.toBe(id);
  });

  test('of a device that was removed while it waited its turn counts for nothing', async () => {
    const { ask, approved, ledger } = setting();
    const helper = await approved(['operator.pairing', 'operator.read']);
    const { id } = await ask(await makeDevice(), ['operator.read']);
    const mine = callerWith(['operator.pairing', 'operator.read'], helper.id);
    const gone = ledger.remove(owner, helper.id);
    await expect(ledger.answer(mine, id, 'approve')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await gone;
  });
});

describe('a token', () => {
  test.each<{ what: string; scopes?: Scope[]; rights: Scope[]; held: Scope[] | string }>([
    { what: 'as it was', rights: ['operator.admin'], held: ['operator.read', 'operator.write'] },
    { what: 'narrower', scopes: ['operator.read'], rights: ['operator.admin'], held: ['operator.read'] },
    { what: 'with nothing', scopes: [], rights: ['operator.admin'], held: [] },
    { what: 'beyond what was approved', scopes: ['operator.admin'], rights: ['operator.admin'], held: 'none of these' },
    {
      what: 'partly beyond it',
      scopes: ['operator.admin', 'operator.read'],
      rights: ['operator.admin'],
      held: ['operator.read'],
    },
    { what: 'beyond the caller', rights: ['operator.pairing', 'operator.read'], held: ['operator.read'] },
    { what: 'with nothing that the caller has', rights: ['operator.pairing'], held: 'missing scope' },
    { what: 'of another by who may not pair', rights: ['operator.write'], held: 'missing scope' },
  ])('rotated: $what', async ({ scopes, rights, held }) => {
    const { approved, ledger, devices, expelled, ask, come } = setting();
    const device = await approved(['operator.read', 'operator.write']);
    const rotation = ledger.rotate(callerWith(rights), { deviceId: device.id, role: operator }, scopes);
    if (typeof held === 'string') {
      await expect(rotation).rejects.toThrow(held);
      expect(await devices.get(device.id)).toMatchObject({ generation: now, tokenScopes: null });
      return;
    }
    expect((await rotation).token).toBeNull();
    expect(expelled).toEqual([[device.id, undefined]]);
    expect(await come(device, held)).toEqual(held);
    if (held.includes('operator.write')) return;
    expect((await ask(device, ['operator.write'])).details).toMatchObject({ reason: 'scope-upgrade' });
    expect((await devices.get(device.id))?.scopes).toEqual(['operator.read', 'operator.write']);
  });

  test('that was narrowed gets back what is approved again, and no more', async () => {
    const { approved, ledger, devices, ask, come } = setting();
    const device = await approved(['operator.read', 'operator.write']);
    await ledger.rotate(owner, { deviceId: device.id, role: operator }, ['operator.read']);
    const { id } = await ask(device, ['operator.read', 'operator.talk']);
    await ledger.answer(callerWith(['operator.pairing', 'operator.talk']), id, 'approve');
    expect(await devices.get(device.id)).toMatchObject({
      scopes: ['operator.read', 'operator.write', 'operator.talk'],
      tokenScopes: ['operator.read', 'operator.talk'],
    });
    expect((await ask(device, ['operator.write'])).details).toMatchObject({ reason: 'scope-upgrade' });
    expect(await come(device, ['operator.talk'])).toEqual(['operator.talk']);
  });

  test('rotated by its own device is handed over, and its socket keeps what the token has', async () => {
    const { approved, ledger, expelled, admit } = setting();
    const device = await approved(['operator.read', 'operator.write']);
    const mine = callerWith(['operator.write'], device.id);
    const { token } = await ledger.rotate(mine, { deviceId: device.id, role: operator }, ['operator.read']);
    expect(expelled).toEqual([[device.id, { connId: mine.connId, stays: ['operator.read'] }]]);
    const back = await device.prove(connectParams({ auth: { deviceToken: token ?? '' } }));
    expect((await admit(back, remoteFacts)).principal).toMatchObject({
      method: 'device-token',
      scopes: ['operator.read'],
    });
  });

  test('revoked is void, is shown as revoked, and another one comes with the secret', async () => {
    const { approved, admit, wish, ledger, devices, expelled, pass } = setting();
    const device = await approved(['operator.read']);
    const { deviceToken } = await admit(await wish(device, ['operator.read']), remoteFacts);
    pass(1000);
    expect(await ledger.revoke(owner, { deviceId: device.id, role: operator })).toMatchObject({
      revokedAt: now + 1000,
    });
    expect(expelled).toEqual([[device.id, undefined]]);
    const again = await admit(await wish(device, ['operator.read']), remoteFacts);
    expect(again.deviceToken?.token).not.toBe(deviceToken?.token);
    expect(await devices.get(device.id)).toMatchObject({ revokedAt: null });
  });

  test.each([
    ['nobody', operator],
    ['known', 'node'],
  ])('of %s as %s is no token: the same words for both', async (who, role) => {
    const { approved, ledger } = setting();
    const device = await approved(['operator.read']);
    const deviceId = who === 'known' ? device.id : who;
    const words = 'Cannot change the device: none of that id and role is paired; see device.pair.list';
    await expect(ledger.rotate(owner, { deviceId, role })).rejects.toThrow(words);
    await expect(ledger.revoke(owner, { deviceId, role })).rejects.toThrow(words);
  });

  test('voided while its device was on its way in neither opens, nor approves, nor asks', async () => {
    const { approved, wish, ledger, devices, pending } = setting();
    const device = await approved(['operator.read']);
    const connect = await wish(device, ['operator.read']);
    const proof = connect.device ?? expect.fail('a proof is there');
    const refusal = new GatewayError('INVALID_REQUEST', 'void');
    const bearing = { generation: now, refusal };
    const visit = (facts: Facts) =>
      ledger.visit(
        { proof, scopes: [], attempt: attemptOf(connect, facts), silently: facts.local ? 'loopback' : null },
        bearing,
      );
    expect(await visit(remoteFacts)).toMatchObject({ id: device.id });
    await ledger.rotate(owner, { deviceId: device.id, role: operator });
    for (const facts of [remoteFacts, localFacts]) await expect(visit(facts)).rejects.toBe(refusal);
    await ledger.remove(owner, device.id);
    for (const facts of [remoteFacts, localFacts]) await expect(visit(facts)).rejects.toBe(refusal);
    expect([await devices.list(), await pending()]).toEqual([[], []]);
  });

  test('of a device that is removed opens nothing, and what the device waited for is gone', async () => {
    const { approved, ask, ledger, pending, refusal, admit, wish, expelled, told } = setting();
    const device = await approved(['operator.read']);
    const { deviceToken } = await admit(await wish(device, ['operator.read']), remoteFacts);
    const { id } = await ask(device, ['operator.admin']);
    await ledger.remove(owner, device.id);
    expect(await pending()).toEqual([]);
    expect(told.at(-1)).toMatchObject({ resolved: { requestId: id, decision: 'rejected' } });
    expect(expelled).toEqual([[device.id, undefined]]);
    const stale = await device.prove(connectParams({ auth: { deviceToken: deviceToken?.token ?? '' } }));
    expect((await refusal(stale, remoteFacts)).details?.code).toBe('AUTH_DEVICE_TOKEN_MISMATCH');
    await expect(ledger.remove(owner, device.id)).rejects.toThrow('Cannot change the device');
  });
});

describe('on loopback', () => {
  test('a newcomer takes the place of those of its kind that approved themselves and are not here', async () => {
    const { admit, wish, devices, here, approved, expelled } = setting();
    const [gone, stays, other, newcomer] = await Promise.all([makeDevice(), makeDevice(), makeDevice(), makeDevice()]);
    const byHand = await approved(['operator.read']);
    await admit(await wish(stays, ['operator.read']));
    here.add(stays.id);
    await admit(await wish(gone, ['operator.read']));
    await admit(await wish(other, ['operator.read'], { id: 'openclaw-tui' }));
    await admit(await wish(newcomer, ['operator.read']));
    const left = (await devices.list()).map(({ id }) => id);
    expect(left.sort()).toEqual([stays.id, other.id, newcomer.id, byHand.id].sort());
    expect(expelled).toEqual([[gone.id, undefined]]);
  });

  test('a device that somebody approved stays approved by somebody, also when it comes from here', async () => {
    const { approved, admit, wish, devices } = setting();
    const device = await approved(['operator.read']);
    await admit(await wish(device, ['operator.admin']));
    expect(await devices.get(device.id)).toMatchObject({
      approvedVia: 'operator',
      scopes: ['operator.read', 'operator.admin'],
    });
  });
});
