// Every pair of credential and device, on every side of the door.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Admission } from '../../src/ports.ts';
import type { ConnectParams, Credentials } from '../../src/protocol/connect.ts';
import { connectParams, localFacts, makeAuth, makeDevice, refusalOf, remoteFacts, secrets } from './client.ts';

type Mode = 'token' | 'password' | 'none';
type Given = (mode: Mode, deviceToken: string) => Credentials;

const places = { local: localFacts, remote: remoteFacts };
const columns = ['none', 'new', 'paired', 'bad'] as const;
type Column = (typeof columns)[number];

const credentials = {
  'the secret': (mode) => (mode === 'password' ? { password: secrets.password } : { token: secrets.token }),
  'the secret in the other field': (mode) =>
    mode === 'password' ? { token: secrets.password } : { password: secrets.token },
  'the secret beside a wrong device token': (mode) => ({
    token: secrets[mode === 'none' ? 'token' : mode],
    deviceToken: 'x',
  }),
  'a wrong secret': () => ({ token: 'wrong', password: 'wrong' }),
  "the other mode's secret": (mode) => ({ token: mode === 'password' ? secrets.token : secrets.password }),
  nothing: () => ({}),
  'empty fields': () => ({ token: '', password: '', deviceToken: '' }),
  'a device token': (_, deviceToken) => ({ deviceToken }),
  'a device token in both fields': (_, deviceToken) => ({ token: deviceToken, deviceToken }),
  'a device token as the token': (_, token) => ({ token }),
  'a device token as the password': (_, password) => ({ password }),
  'a device token beside a wrong token': (_, deviceToken) => ({ token: 'wrong', deviceToken }),
  'a wrong device token': () => ({ deviceToken: 'wrong' }),
  'a bootstrap token': () => ({ bootstrapToken: 'anything' }),
} satisfies Record<string, Given>;

const signature = 'DEVICE_AUTH_SIGNATURE_INVALID';
// Columns: no device, a device never seen, a paired device, a device whose signature is wrong. KIND is the mode.
const right = {
  local: ['kind rw', 'kind rw', 'kind rw', signature],
  remote: ['kind -', 'PAIRING_REQUIRED', 'kind rw', signature],
};
const everywhere = (...verdicts: string[]) => ({ local: verdicts, remote: verdicts });
const mismatch = everywhere('AUTH_KIND_MISMATCH', 'AUTH_KIND_MISMATCH', 'AUTH_KIND_MISMATCH', signature);
const missing = everywhere('DEVICE_IDENTITY_REQUIRED', 'AUTH_KIND_MISSING', 'AUTH_KIND_MISSING', signature);
const stale = 'AUTH_DEVICE_TOKEN_MISMATCH';
const bearer = everywhere(stale, stale, 'device-token rw', signature);
const bootstrap = 'AUTH_BOOTSTRAP_TOKEN_INVALID';

const table: Record<keyof typeof credentials, Record<keyof typeof places, string[]>> = {
  'the secret': right,
  'the secret in the other field': right,
  'the secret beside a wrong device token': right,
  'a wrong secret': mismatch,
  "the other mode's secret": mismatch,
  nothing: missing,
  'empty fields': missing,
  'a device token': bearer,
  'a device token in both fields': bearer,
  'a device token as the token': everywhere('AUTH_KIND_MISMATCH', 'AUTH_KIND_MISMATCH', 'device-token rw', signature),
  'a device token as the password': mismatch,
  'a device token beside a wrong token': bearer,
  'a wrong device token': everywhere(stale, stale, stale, signature),
  'a bootstrap token': everywhere(bootstrap, bootstrap, bootstrap, signature),
};
const open = {
  local: ['none rw', 'none rw', 'none rw', signature],
  remote: Array(4).fill('AUTH_UNAUTHORIZED'),
};

const devices = { paired: await makeDevice(), new: await makeDevice() };

describe.each(['token', 'password', 'none'] as const)('Auth in mode %s', (mode) => {
  const rows = (Object.keys(credentials) as (keyof typeof credentials)[]).flatMap((credential) =>
    (['local', 'remote'] as const).map((place) => ({ credential, place })),
  );
  let paired: Awaited<ReturnType<typeof pairedAuth>>;
  beforeAll(async () => {
    paired = await pairedAuth(mode);
  });

  it.each(rows)('judges $credential from a $place client by the table', async ({ credential, place }) => {
    const seen: string[] = [];
    for (const column of columns) {
      const connect = connectParams({ auth: credentials[credential](mode, paired.token) });
      await paired.devices.remove(devices.new.id);
      seen.push(await verdict(paired.admit(await present(connect, column), places[place])));
    }
    const expected = mode === 'none' ? open : table[credential];
    expect(seen).toEqual(expected[place].map((text) => text.replace('kind', mode).replace('KIND', mode.toUpperCase())));
  });
});

async function pairedAuth(mode: Mode) {
  const auth = makeAuth({ mode, gateway: { auth: { rateLimit: { maxAttempts: 1000 } } } });
  const scopes = ['operator.read', 'operator.write'];
  const connect = connectParams({ scopes, auth: { token: mode === 'password' ? secrets.password : secrets.token } });
  const { deviceToken } = await auth.admit(await devices.paired.prove(connect));
  return { ...auth, token: deviceToken?.token ?? '' };
}

async function present(connect: ConnectParams, column: Column): Promise<ConnectParams> {
  if (column === 'none') return connect;
  const signed = await devices[column === 'new' ? 'new' : 'paired'].prove(connect);
  if (column !== 'bad' || !signed.device) return signed;
  return { ...signed, device: { ...signed.device, signature: 'A'.repeat(86) } };
}

/** How someone came in and with which scopes, or the code of the refusal. */
async function verdict(work: Promise<Admission>): Promise<string> {
  const admission = await work.catch(() => null);
  if (!admission) return String((await refusalOf(work)).details?.code);
  const { method, scopes } = admission.principal;
  return `${method} ${scopes.join(' ').replace('operator.read operator.write', 'rw') || '-'}`;
}
