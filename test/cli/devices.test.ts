// `pincer devices`: what it shows, what it asks for and with which scopes, and how it says no.
import { afterEach, expect, test } from 'vitest';
import { type Answers, type FakeGateway, fakeGateway } from './fake-gateway.ts';
import { person } from './person.ts';

const gateways: FakeGateway[] = [];
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
});

const phone = '1a2b3c4d5e6f7a8b'.repeat(4);
const older = '11111111-0000-4000-8000-000000000000';
const newer = '22222222-0000-4000-8000-000000000000';
const waiting = (requestId: string, ts: number, scopes: string[]) => ({
  requestId,
  deviceId: 'f'.repeat(64),
  publicKey: 'key',
  displayName: 'My\u001b[2Jtablet',
  platform: 'Android',
  clientId: 'openclaw-android',
  remoteIp: '192.0.2.7',
  role: 'operator',
  scopes,
  isRepair: false,
  ts,
});
const list = {
  pending: [
    waiting(newer, Date.now() - 5_000, ['operator.read', 'operator.write']),
    waiting(older, Date.now() - 65_000, ['operator.admin']),
  ],
  paired: [
    {
      deviceId: phone,
      publicKey: 'key',
      platform: 'ios',
      clientId: 'openclaw-ios',
      role: 'operator',
      scopes: ['operator.read', 'operator.write'],
      approvedVia: 'operator',
      connected: true,
      tokens: [{ role: 'operator', scopes: ['operator.read'] }],
    },
  ],
};

const answers: Answers = {
  'device.pair.list': () => ({ payload: list }),
  'device.pair.approve': (_, scopes) => ({ payload: { requestId: 'x', device: { scopes: scopes.slice(1) } } }),
  'device.pair.reject': () => ({ payload: { requestId: older, deviceId: 'd' } }),
  'device.pair.remove': () => ({ payload: { deviceId: phone } }),
  'device.token.rotate': () => ({ payload: { deviceId: phone, role: 'operator', scopes: ['operator.read'] } }),
  'device.token.revoke': () => ({ payload: { deviceId: phone, role: 'operator', revokedAtMs: 1 } }),
};

async function setting(given: Answers = answers) {
  const gateway = await fakeGateway(given);
  gateways.push(gateway);
  const user = person({ gateway: { port: gateway.port, auth: { token: 'right-token' } } });
  const asked = () => gateway.requests.filter(({ method }) => method !== 'connect' && method !== 'device.pair.list');
  const scopes = () => gateway.requests.filter(({ method }) => method === 'connect').map(({ params }) => params);
  return { user, asked, scopes };
}

test('pincer devices list shows who waits and who is paired, and no stranger moves the cursor', async () => {
  const { user, scopes } = await setting();
  expect((await user.run('devices list')).out).toBe(
    [
      'Request                               Device                 Address    Asks for',
      `${newer}  My [2Jtablet, Android  192.0.2.7  read write  new  5 s ago`,
      `${older}  My [2Jtablet, Android  192.0.2.7  admin       new  1 min ago`,
      'Approve one with `pincer devices approve <request>`, or turn it away with reject',
      '',
      'Paired            Device             May   Approved by',
      '1a2b3c4d5e6f7a8b  openclaw-ios, ios  read  operator     here',
      '',
    ].join('\n'),
  );
  expect(scopes()).toMatchObject([{ scopes: ['operator.pairing'] }]);
  expect(JSON.parse((await user.run('devices list --json')).out)).toEqual(list);
});

test('pincer devices list says that there is nobody', async () => {
  const { user } = await setting({ 'device.pair.list': () => ({ payload: { pending: [], paired: [] } }) });
  expect((await user.run('devices list')).out).toBe('No device is waiting\n\nNo device is paired\n');
  expect((await user.run('devices approve --latest')).err).toContain('none is waiting; let the device connect again');
});

test.each([
  [`devices approve ${older}`, older, ['operator.pairing', 'operator.admin'], 'for admin'],
  ['devices approve 222222', newer, ['operator.pairing', 'operator.read', 'operator.write'], 'for read write'],
  ['devices approve --latest', newer, ['operator.pairing', 'operator.read', 'operator.write'], 'for read write'],
])('pincer %s asks for no more than it gives', async (line, requestId, wanted, words) => {
  const { user, asked, scopes } = await setting();
  expect(await user.run(line)).toEqual({
    code: 0,
    out: `Approved My [2Jtablet, Android at 192.0.2.7, ${words}\n`,
    err: '',
  });
  expect(asked()).toMatchObject([{ method: 'device.pair.approve', params: { requestId } }]);
  expect(scopes().at(-1)).toMatchObject({ scopes: wanted });
});

test.each([
  ['devices reject 111111', 'device.pair.reject', { requestId: older }, 'Rejected My [2Jtablet, Android at 192.0.2.7'],
  ['devices remove 1a2b3c4d', 'device.pair.remove', { deviceId: phone }, 'Removed openclaw-ios, ios'],
  [
    'devices rotate 1a2b3c4d',
    'device.token.rotate',
    { deviceId: phone, role: 'operator' },
    'Rotated the token of openclaw-ios, ios: it may read when it signs in again',
  ],
  [
    'devices rotate 1a2b3c4d --scope operator.read',
    'device.token.rotate',
    { deviceId: phone, role: 'operator', scopes: ['operator.read'] },
    'Rotated the token of openclaw-ios, ios: it may read when it signs in again',
  ],
  [
    'devices revoke 1a2b3c4d',
    'device.token.revoke',
    { deviceId: phone, role: 'operator' },
    'Revoked the token of openclaw-ios, ios: it has to sign in with the secret of the gateway',
  ],
])('pincer %s asks for %s', async (line, method, params, out) => {
  const { user, asked } = await setting();
  expect(await user.run(line)).toEqual({ code: 0, out: `${out}\n`, err: '' });
  expect(asked().map((request) => [request.method, request.params])).toEqual([[method, params]]);
});

test.each([
  ['devices approve', 2, 'give its id, or --latest alone'],
  [`devices approve ${older} --latest`, 2, 'give its id, or --latest alone'],
  ['devices approve 111', 2, 'give 6 characters of it or more'],
  ['devices approve 333333', 1, 'there is none whose id begins so; see `pincer devices list`'],
  ['devices remove ffffff', 1, "Cannot find the device 'ffffff'"],
])('pincer %s fails and says what to do', async (line, code, words) => {
  const { user, asked } = await setting();
  const outcome = await user.run(line);
  expect(outcome).toMatchObject({ code, out: '' });
  expect(outcome.err).toContain(words);
  expect(asked()).toEqual([]);
});

test('pincer devices says where it has to run when it has no rights', async () => {
  const refusal = { code: 'FORBIDDEN', message: 'missing scope: operator.pairing', details: { code: 'MISSING_SCOPE' } };
  const { user } = await setting({ 'device.pair.list': () => ({ error: refusal }) });
  expect((await user.run('devices list')).err).toBe(
    "missing scope: operator.pairing; run it on the gateway's own machine, as its owner\n",
  );
});
