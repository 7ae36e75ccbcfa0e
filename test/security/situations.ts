// Everybody who may stand before a door, dimension by dimension, and what somebody is when he really knocks.
import { deviceToken } from '../../src/auth/device-token.ts';
import { makeDevice, type TestDevice } from '../auth/client.ts';
import { callerWith, signingKey } from '../auth/ledger.ts';
import { CLIENT, doorway, OWN, PROXY, secrets, type Verdict } from './doorway.ts';
import type { House, Stranger } from './naive-judge.ts';

/** Ada as the proxy writes her; the settings have her in other capitals. */
const ADA = 'Ada@example.com';
const PAGE = 'https://chat.example.com';

const plain: House = {
  mode: 'token',
  secretIsSet: true,
  listed: [PROXY, OWN, '127.0.0.1'],
  allowRealIpFallback: false,
  allowLoopback: false,
  given: [],
  autoApproved: null,
};

/** Where no proxy vouches for anybody, the settings would give Ada everything: she must not get it. */
export const houses: Record<string, House> = {
  token: { ...plain, given: ['operator.admin'], autoApproved: ['operator.admin'] },
  password: { ...plain, mode: 'password', given: ['operator.admin'], allowRealIpFallback: true },
  none: { ...plain, mode: 'none', given: ['operator.admin'], allowLoopback: true },
  'a trusted proxy': { ...plain, mode: 'trusted-proxy', allowRealIpFallback: true },
  'a trusted proxy on this machine, without a password': {
    ...plain,
    mode: 'trusted-proxy',
    secretIsSet: false,
    allowLoopback: true,
    given: ['operator.read', 'operator.approvals'],
    autoApproved: ['operator.write', 'operator.questions'],
  },
};

export const credentials: Stranger['credential'][] = [
  'nothing',
  'the secret',
  'the secret in the other field',
  'a wrong secret',
  "another mode's secret",
  'the device token',
  'the device token as a token',
  'a wrong device token',
  "another device's token",
  'a bootstrap token',
];
export const devices: Stranger['device'][] = ['none', 'new', 'known', 'known and revoked', 'badly signed'];
export const clients: Stranger['client'][] = ['cli', 'openclaw-control-ui', 'webchat-ui', 'openclaw-probe'];
export const peers = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '192.0.2.66', PROXY, OWN];
export const hosts = ['localhost:18789', '192.0.2.1:18789', 'chat.example.com', 'evil.example', '127.evil.example'];
/** `own` is what a page has that was loaded from the Host of its request. */
export const origins = ['none', 'own', PAGE, 'https://evil.example', 'null'];
export const wishes = [undefined, [], ['operator.read', 'operator.write'], ['operator.admin'], ['operator.root']];
/** What x-openclaw-scopes says. */
export const ceilings = [undefined, '', 'operator.read', 'operator.admin', ' operator.write, operator.root'];
export const forwarded: Record<string, Record<string, string>> = {
  nothing: {},
  'a client': { 'x-forwarded-for': CLIENT },
  'this machine': { 'x-forwarded-for': '127.0.0.1' },
  'a spoof before the client': { 'x-forwarded-for': `::1, ${CLIENT}` },
  'a spoof before a listed proxy': { 'x-forwarded-for': `${CLIENT}, ::1, ${PROXY}` },
  'a client behind a listed proxy': { 'x-forwarded-for': `${CLIENT}, ${PROXY}` },
  'a client without an address': { 'x-forwarded-for': 'unknown' },
  Forwarded: { forwarded: `for=${CLIENT}` },
  'X-Real-IP': { 'x-real-ip': CLIENT },
  'X-Real-IP of this machine': { 'x-real-ip': '::1' },
  'X-Real-IP beside a client without an address': { 'x-real-ip': CLIENT, 'x-forwarded-for': 'unknown' },
  'a client in X_Forwarded_For': { x_forwarded_for: CLIENT },
  'X-Forwarded-Proto': { 'x-forwarded-proto': 'https' },
  'a user': { 'x-user': ADA },
  'a user and a client': { 'x-user': ADA, 'x-forwarded-for': CLIENT },
  'a user and X-Real-IP': { 'x-user': ADA, 'x-real-ip': CLIENT },
  'the login of Tailscale': { 'tailscale-user-login': ADA },
  'the login of Tailscale and a client': { 'tailscale-user-login': ADA, 'x-forwarded-for': CLIENT },
};

export type Case = Pick<Stranger, 'credential' | 'device' | 'client' | 'asks' | 'peer'> & {
  host: string;
  origin: string;
  forwarded: string;
  ceiling: string | undefined;
};

export function strangerOf({ host, origin, ceiling, forwarded: way, ...rest }: Case): Stranger {
  const headers: Record<string, string> = { host, ...forwarded[way] };
  if (origin !== 'none') headers.origin = origin === 'own' ? `http://${host}` : origin;
  if (ceiling !== undefined) headers['x-openclaw-scopes'] = ceiling;
  return { ...rest, headers };
}

/** What came of a knock: the verdict, and the marks that it left. */
export type Outcome = {
  verdict: Verdict;
  /** Whether the record of any device was written. */
  written: boolean;
  /** How many wait for somebody's approval. */
  waiting: number;
  /** What the device was approved for afterwards. */
  approved: string[];
};

const client = { version: '1', platform: 'Linux' };
const modes = {
  cli: 'cli',
  'openclaw-control-ui': 'webchat',
  'webchat-ui': 'webchat',
  'openclaw-probe': 'probe',
} as const;
const newcomer = await signingOnce();
const known = await pairAtHome();
const revoked = await pairAtHome(true);
const neighbour = await pairAtHome();
const bearers: Record<Stranger['device'], TestDevice | null> = {
  none: null,
  new: newcomer,
  known: known.device,
  'known and revoked': revoked.device,
  'badly signed': { ...known.device, prove: async (connect) => forged(await known.device.prove(connect)) },
};

/** A real door to knock at. Every knock finds the same devices known, and nobody locked out. */
export async function openHouse(house: House) {
  const { mode, secretIsSet, listed, allowRealIpFallback, allowLoopback, given, autoApproved } = house;
  const deviceAutoApprove = { enabled: autoApproved !== null, ...(autoApproved ? { scopes: autoApproved } : {}) };
  const auth = {
    // Each knock has a window of its own.
    rateLimit: { windowMs: 1, lockoutMs: 1 },
    identityScopes: { 'ada@EXAMPLE.com': given, 'eve@example.com': ['operator.admin' as const] },
    trustedProxy: { userHeader: 'x-user', allowLoopback, deviceAutoApprove },
  };
  const controlUi = { allowedOrigins: [PAGE] };
  const gateway = { trustedProxies: listed, allowRealIpFallback, controlUi, auth };
  const door = doorway({ mode, gateway, ...(secretIsSet ? {} : { secrets: {} }) });
  const tidy = async () => {
    await door.devices.remove(newcomer.id);
    for (const { record } of [known, revoked, neighbour]) await door.devices.put(record);
  };
  await tidy();

  return async (way: 'socket' | 'http', one: Case): Promise<Outcome> => {
    const { headers, peer, asks: scopes } = strangerOf(one);
    const device = bearers[one.device];
    const credential = credentialOf(one, mode);
    const { writes } = door.devices;
    door.clock.now += 1;
    const verdict = await door[way]({
      peer,
      headers: way === 'http' ? { ...headers, ...bearerOf(credential, one) } : headers,
      connect: { client: { ...client, id: one.client, mode: modes[one.client] }, scopes, auth: credential },
      ...(device ? { device } : {}),
    });
    const written = door.devices.writes > writes;
    const waiting = (await door.requests.list()).length;
    const record = device && (await door.devices.get(device.id));
    await tidy();
    return { verdict, written, waiting, approved: record?.scopes ?? [] };
  };
}

function credentialOf({ credential, device }: Case, mode: House['mode']): Record<string, string> {
  const [kind, other] =
    mode === 'token' || mode === 'none' ? (['token', 'password'] as const) : (['password', 'token'] as const);
  const { token } = device === 'known and revoked' ? revoked : known;
  switch (credential) {
    case 'nothing':
      return {};
    case 'the secret':
      return { [kind]: secrets[kind] };
    case 'the secret in the other field':
      return { [other]: secrets[kind] };
    case 'a wrong secret':
      return { token: 'wrong', password: 'wrong' };
    case "another mode's secret":
      return { token: secrets[other], password: secrets[other] };
    case 'the device token':
      return { deviceToken: token };
    case 'the device token as a token':
      return { token };
    case 'a wrong device token':
      return { deviceToken: 'x'.repeat(43) };
    case "another device's token":
      return { deviceToken: neighbour.token };
    case 'a bootstrap token':
      return { bootstrapToken: 'x'.repeat(43) };
  }
}

/** Over HTTP there is one field for it. The other one is another scheme. */
function bearerOf(credential: Record<string, string>, { credential: named }: Case): Record<string, string> {
  const [given] = Object.values(credential);
  if (given === undefined) return {};
  return { authorization: `${named === 'the secret in the other field' ? 'Basic' : 'Bearer'} ${given}` };
}

/** A device that was approved for reading and writing, with its token; that of a revoked one is void. */
async function pairAtHome(isRevoked = false) {
  const { socket, ledger } = doorway();
  const device = await signingOnce();
  const scopes = ['operator.read', 'operator.write'];
  await socket({ connect: { client: { ...client, id: 'cli', mode: 'cli' }, auth: secrets, scopes }, device });
  const record = await ledger.get(device.id);
  if (!record) throw new Error('Cannot set up the matrix: the device was not approved');
  const token = await deviceToken(signingKey, record);
  const bearer = { deviceId: device.id, role: record.role };
  return { device, token, record: isRevoked ? await ledger.revoke(callerWith(['operator.admin']), bearer) : record };
}

/** Signs the same words once: the challenge is always the same here. */
async function signingOnce(): Promise<TestDevice> {
  const device = await makeDevice();
  const proved = new Map<string, ReturnType<TestDevice['prove']>>();
  return {
    ...device,
    prove(connect) {
      const words = JSON.stringify(connect);
      const proof = proved.get(words) ?? device.prove(connect);
      proved.set(words, proof);
      return proof;
    },
  };
}

function forged({ device, ...connect }: Awaited<ReturnType<TestDevice['prove']>>) {
  return { ...connect, ...(device ? { device: { ...device, signature: 'A'.repeat(86) } } : {}) };
}
