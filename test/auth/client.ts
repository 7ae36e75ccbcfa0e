// A client under test: a device with a key, the connect frame it sends, and the store that remembers it.
import { base64url } from 'jose';
import * as v from 'valibot';
import { createAuth } from '../../src/auth/admission.ts';
import { Attempts } from '../../src/auth/attempts.ts';
import { proofPayload } from '../../src/auth/device-proof.ts';
import { makePolicy, type Policy, type Secrets } from '../../src/auth/policy.ts';
import { Settings } from '../../src/config/schema.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Attempt, Facts } from '../../src/ports.ts';
import type { ConnectParams, DeviceProof } from '../../src/protocol/connect.ts';
import { now, openLedger, signingKey } from './ledger.ts';

export { now };

export const nonce = '2d20b4ea-e3cb-4adf-a611-598a70fc1b11';

export const localFacts: Facts = {
  address: '127.0.0.1',
  peer: '127.0.0.1',
  local: true,
  forwarded: false,
  way: 'direct',
  managed: false,
  host: 'localhost:18789',
  origin: null,
  userAgent: null,
  identity: null,
};
export const remoteFacts: Facts = {
  ...localFacts,
  address: '192.0.2.7',
  peer: '192.0.2.7',
  local: false,
  host: '192.0.2.1:18789',
};

export function connectParams(changes: Partial<ConnectParams> = {}): ConnectParams {
  return {
    minProtocol: 4,
    maxProtocol: 4,
    client: { id: 'cli', mode: 'cli', version: '1.0.0', platform: 'Linux x86_64' },
    role: 'operator',
    scopes: ['operator.read', 'operator.write'],
    caps: [],
    auth: {},
    ...changes,
  };
}

export function attemptOf(connect: ConnectParams, facts: Facts = localFacts): Attempt {
  return { facts, connect, nonce, challengedAt: now };
}

export type TestDevice = { id: string; publicKey: string; prove(connect: ConnectParams): Promise<ConnectParams> };

export async function makeDevice(): Promise<TestDevice> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error('Ed25519 keys come in pairs');
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const id = Buffer.from(await crypto.subtle.digest('SHA-256', raw)).toString('hex');
  const unsigned: Omit<DeviceProof, 'signature'> = { id, publicKey: base64url.encode(raw), signedAt: now, nonce };
  const prove = async (connect: ConnectParams): Promise<ConnectParams> => {
    const payload = new TextEncoder().encode(proofPayload('v3', connect, unsigned));
    const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, payload));
    return { ...connect, device: { ...unsigned, signature: base64url.encode(signature) } };
  };
  return { id, publicKey: unsigned.publicKey, prove };
}

export const secrets = { token: 'the-token', password: 'the-password' };

type Changes = {
  mode?: Policy['mode'];
  secrets?: () => Secrets;
  gateway?: v.InferInput<typeof Settings>['gateway'];
  policy?: () => Policy;
};

export function gatewaySettings(written: v.InferInput<typeof Settings>['gateway'] = {}) {
  return v.parse(Settings, { gateway: written }).gateway;
}

/** An Auth with its store and clock, and short words for using it. */
export function makeAuth({ mode = 'token', secrets: known = () => secrets, gateway, policy }: Changes = {}) {
  const written = gatewaySettings(gateway);
  const { ledger, clock, ...kept } = openLedger();
  const now = () => clock.now;
  const auth = createAuth({
    policy: policy ?? (() => makePolicy(written, { mode, secrets: known() })),
    attempts: new Attempts({ limits: () => written.auth.rateLimit, now }),
    devices: ledger,
    signingKey,
    now,
  });
  const admit = (connect: ConnectParams, facts: Facts = localFacts) => auth(attemptOf(connect, facts));
  const refusal = (connect: ConnectParams, facts: Facts = localFacts) => refusalOf(admit(connect, facts));
  const pass = (milliseconds: number) => {
    clock.now += milliseconds;
  };
  /** Approves a device as a sign-in on the gateway's machine does, and returns its token. */
  const pair = async (device: TestDevice, scopes: string[]): Promise<string> => {
    const connect = connectParams({ scopes, auth: secrets });
    return (await admit(await device.prove(connect))).deviceToken?.token ?? '';
  };
  return { admit, refusal, ledger, ...kept, pass, pair };
}

/** The refusal that a promise ends in. */
export async function refusalOf(work: Promise<unknown>): Promise<GatewayError> {
  const outcome = await work.then(
    (value) => new Error(`nobody was refused: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof GatewayError) return outcome;
  throw outcome;
}
