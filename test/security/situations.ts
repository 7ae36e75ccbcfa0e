// Everybody who may stand before the door: the values of each dimension, and what a case is when it really knocks.
import { deviceToken } from '../../src/auth/device-token.ts';
import { makeDevice, type TestDevice } from '../auth/client.ts';
import { callerWith, signingKey } from '../auth/ledger.ts';
import { CLIENT, doorway, OWN, PROXY, secrets, type Verdict } from './doorway.ts';
import type { House, Stranger } from './naive-judge.ts';

/** Ada as the proxy writes her; the settings write her in other capitals. */
const ADA = 'Ada@example.com';
const page = 'https://chat.example.com';

const house: House = {
  mode: 'token',
  listed: [PROXY, OWN, '127.0.0.1'],
  allowRealIpFallback: false,
  allowLoopback: false,
  given: [],
  autoApproved: null,
};

/** Where no proxy vouches, the settings give Ada everything: she must not get it. */
export const houses = {
  token: { ...house, given: ['operator.admin'], autoApproved: ['operator.admin'] },
  password: { ...house, mode: 'password', given: ['operator.admin'], allowRealIpFallback: true },
  none: { ...house, mode: 'none', given: ['operator.admin'], allowLoopback: true },
  'trusted-proxy': { ...house, mode: 'trusted-proxy', allowRealIpFallback: true },
  'trusted-proxy on this machine': {
    ...house,
    mode: 'trusted-proxy',
    allowLoopback: true,
    given: ['operator.read', 'operator.approvals'],
    autoApproved: ['operator.write', 'operator.questions'],
  },
} satisfies Record<string, House>;

export const credentials: Stranger['credential'][] = [
  'nothing',
  'the secret',
  'the secret in the other field',
  'a wrong secret',
  "another mode's secret",
  'the device token',
  'the device token as a token',
  'a wrong device token',
  'a bootstrap token',
];
export const devices: Stranger['device'][] = ['none', 'new', 'known', 'known and revoked', 'badly signed'];
export const clients: Stranger['client'][] = ['cli', 'openclaw-control-ui', 'webchat-ui', 'openclaw-probe'];
export const peers = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '192.0.2.66', PROXY, OWN];
export const hosts = ['localhost:18789', '192.0.2.1:18789', 'chat.example.com', 'evil.example', '127.evil.example'];
/** `own` is what a page has that was loaded under the Host of its request. */
export const origins = ['none', 'own', page, 'https://evil.example', 'null'];
export const wishes = [undefined, [], ['operator.read', 'operator.write'], ['operator.admin'], ['operator.root']];
export const ceilings = [undefined, '', 'operator.read', 'operator.admin', ' operator.write, operator.root'];
export const forwarded: Record<string, Record<string, string>> = {
  'no headers of a proxy': {},
  'X-Forwarded-For': { 'x-forwarded-for': CLIENT },
  'X-Forwarded-For of loopback': { 'x-forwarded-for': '127.0.0.1' },
  'a spoof before the client': { 'x-forwarded-for': `127.0.0.1, ${CLIENT}` },
  'a spoof behind a listed proxy': { 'x-forwarded-for': `${CLIENT}, 127.0.0.1, ${PROXY}` },
  'two listed proxies': { 'x-forwarded-for': `${CLIENT}, ${PROXY}` },
  'a client without an address': { 'x-forwarded-for': 'unknown' },
  Forwarded: { forwarded: `for=${CLIENT}` },
  'X-Real-IP': { 'x-real-ip': CLIENT },
  'X-Real-IP of loopback': { 'x-real-ip': '::1' },
  'X-Real-IP beside an unknown client': { 'x-real-ip': CLIENT, 'x-forwarded-for': 'unknown' },
  'X_Forwarded_For': { x_forwarded_for: CLIENT },
  'X-Forwarded-Proto': { 'x-forwarded-proto': 'https' },
  'a user': { 'x-user': ADA },
  'a user and X-Forwarded-For': { 'x-user': ADA, 'x-forwarded-for': CLIENT },
  'a user and X-Real-IP': { 'x-user': ADA, 'x-real-ip': CLIENT },
  'the login of Tailscale': { 'tailscale-user-login': ADA },
  'the login of Tailscale and X-Forwarded-For': { 'tailscale-user-login': ADA, 'x-forwarded-for': CLIENT },
};

export type Case = {
  credential: Stranger['credential'];
  device: Stranger['device'];
  client: Stranger['client'];
  asks: string[] | undefined;
  peer: string;
  host: string;
  origin: string;
  forwarded: string;
  ceiling: string | undefined;
};

export function strangerOf(one: Case): Stranger {
  const { credential, device, client, asks, peer, host, origin, ceiling } = one;
  const headers: Record<string, string> = { host, ...forwarded[one.forwarded] };
  if (origin !== 'none') headers.origin = origin === 'own' ? `http://${host}` : origin;
  if (ceiling !== undefined) headers['x-openclaw-scopes'] = ceiling;
  return { peer, headers, credential, device, client, asks };
}

const modes = {
  cli: 'cli',
  'openclaw-control-ui': 'webchat',
  'webchat-ui': 'webchat',
  'openclaw-probe': 'probe',
} as const;
const version = { version: '1', platform: 'Linux' };
const keys = { newcomer: await signingOnce(), known: await signingOnce(), revoked: await signingOnce() };
const forger: TestDevice = {
  ...keys.known,
  async prove(connect) {
    const { device, ...rest } = await keys.known.prove(connect);
    return { ...rest, ...(device ? { device: { ...device, signature: 'A'.repeat(86) } } : {}) };
  },
};
const bearers = {
  none: undefined,
  new: keys.newcomer,
  known: keys.known,
  'known and revoked': keys.revoked,
  'badly signed': forger,
};

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

/** A real door to knock at. Every knock finds the same devices known and nobody locked out. */
export async function openHouse({ mode, listed, allowRealIpFallback, allowLoopback, given, autoApproved }: House) {
  const door = doorway({
    mode,
    gateway: {
      trustedProxies: listed,
      allowRealIpFallback,
      controlUi: { allowedOrigins: [page] },
      auth: {
        rateLimit: { windowMs: 1, lockoutMs: 1 },
        identityScopes: { 'ada@EXAMPLE.com': given },
        trustedProxy: {
          userHeader: 'x-user',
          allowLoopback,
          deviceAutoApprove: { enabled: autoApproved !== null, scopes: autoApproved ?? ['operator.admin'] },
        },
      },
    },
  });
  const kind = mode === 'token' || mode === 'none' ? 'token' : 'password';
  const other = kind === 'token' ? 'password' : 'token';
  const [right, wrong] = [secrets[kind], secrets[other]];
  const { known, revoked, token, voidToken } = await pairBoth(door, { [kind]: right });

  const authOf = ({ credential, device }: Case) => {
    const carried = device === 'known and revoked' ? voidToken : token;
    return {
      nothing: {},
      'the secret': { [kind]: right },
      'the secret in the other field': { [other]: right },
      'a wrong secret': { token: 'wrong', password: 'wrong' },
      "another mode's secret": { token: wrong, password: wrong },
      'the device token': { deviceToken: carried },
      'the device token as a token': { token: carried },
      'a wrong device token': { deviceToken: 'x'.repeat(43) },
      'a bootstrap token': { bootstrapToken: 'x'.repeat(43) },
    }[credential];
  };

  return async (way: 'socket' | 'http', one: Case): Promise<Outcome> => {
    door.clock.now += 1;
    const { writes } = door.devices;
    const { peer, headers, client, asks } = strangerOf(one);
    const auth = authOf(one);
    const [shown] = Object.values(auth);
    const scheme = one.credential === 'the secret in the other field' ? 'Basic' : 'Bearer';
    const device = bearers[one.device];
    const verdict = await door[way]({
      peer,
      headers: way === 'http' && shown ? { ...headers, authorization: `${scheme} ${shown}` } : headers,
      connect: { client: { id: client, mode: modes[client], ...version }, auth, scopes: asks },
      ...(device ? { device } : {}),
    });
    const outcome = {
      verdict,
      written: door.devices.writes > writes,
      waiting: (await door.requests.list()).length,
      approved: (device && (await door.devices.get(device.id))?.scopes) ?? [],
    };
    await door.devices.remove(keys.newcomer.id);
    await Promise.all([known, revoked].map((record) => door.devices.put(record)));
    door.told.length = 0;
    door.expelled.length = 0;
    return outcome;
  };
}

/** Two that were approved for reading and writing. What the second was given is void by now. */
async function pairBoth({ socket, ledger, devices }: ReturnType<typeof doorway>, auth: Record<string, string>) {
  const client = { id: 'cli', mode: 'cli', ...version } as const;
  const pair = async (device: TestDevice) => {
    await socket({ connect: { client, auth, scopes: ['operator.read', 'operator.write'] }, device });
    const record = await ledger.get(device.id);
    if (!record) throw new Error('Cannot build the house: the device was not approved');
    return { record, token: await deviceToken(signingKey, record) };
  };
  const before = await pair(keys.revoked);
  const owner = callerWith(['operator.admin']);
  const revoked = await ledger.revoke(owner, { deviceId: keys.revoked.id, role: 'operator' });
  const { record: known, token } = await pair(keys.known);
  await devices.put(revoked);
  return { known, revoked, token, voidToken: before.token };
}

/** Its signature of the same words is the same: it is made once. */
async function signingOnce(): Promise<TestDevice> {
  const device = await makeDevice();
  const proved = new Map<string, ReturnType<TestDevice['prove']>>();
  return {
    ...device,
    prove(connect) {
      const words = JSON.stringify(connect);
      const known = proved.get(words) ?? device.prove(connect);
      proved.set(words, known);
      return known;
    },
  };
}
