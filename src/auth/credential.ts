// Which credential a connect frame carries, and whether it is right. Every guess counts before anybody is told of it.
import type { GatewayError } from '../errors.ts';
import type { Attempt } from '../ports.ts';
import type { Credentials } from '../protocol/connect.ts';
import type { Device } from '../records.ts';
import { type Guesses, rateLimited } from './attempts.ts';
import { isDeviceToken } from './device-token.ts';
import {
  bootstrapTokenInvalid,
  deviceTokenMismatch,
  type SecretKind,
  secretMismatch,
  secretNotConfigured,
} from './refusal.ts';
import { secretsMatch } from './secret.ts';

export type CredentialState = 'secret' | 'device-token' | 'wrong' | 'absent';

export type Expected = {
  kind: SecretKind;
  secret: string | undefined;
  signingKey: Uint8Array;
  /** The device that proved its key and is known here; a token of any other device is worth nothing. */
  device: Device | null;
};

/** Throws when too much was guessed already: then a right one is not looked at either. */
export async function judgeCredential(
  { facts, connect: { auth } }: Attempt,
  expected: Expected,
  attempts: Guesses,
): Promise<CredentialState> {
  const kinds = kindsOf(auth);
  if (kinds.length === 0) return 'absent';
  const { address, origin, local } = facts;
  const guesses = kinds.map(async (kind) => ({
    kind,
    attempt: await attempts.begin({ kind, address, origin, local }),
  }));
  const begun = await Promise.all(guesses);
  const locked = begun.flatMap(({ attempt }) => attempt.locked ?? []);
  if (locked.length > 0) throw rateLimited(Math.max(...locked));
  const state = await readCredential(auth, expected);
  for (const { kind, attempt } of begun) {
    if (state === 'wrong') await attempt.failed();
    else if (kind === state) await attempt.succeeded();
  }
  return state;
}

async function readCredential(given: Credentials, expected: Expected): Promise<CredentialState> {
  const { secret, signingKey, device } = expected;
  // The Control UI sends what was typed in both fields, whichever the gateway asks for.
  if (secret && (await matchesAny(secret, [given.token, given.password]))) return 'secret';
  if (device) {
    for (const token of [given.deviceToken, given.token]) {
      if (token && (await isDeviceToken(signingKey, device, token))) return 'device-token';
    }
  }
  return 'wrong';
}

export function credentialRefusal(given: Credentials, { kind, secret, device }: Expected): GatewayError {
  if (given.deviceToken) return deviceTokenMismatch(kind);
  if (given.bootstrapToken && !given.token && !given.password) return bootstrapTokenInvalid(kind);
  return secret ? secretMismatch(kind, device !== null) : secretNotConfigured(kind);
}

function kindsOf({ token, password, deviceToken, bootstrapToken }: Credentials) {
  const kinds: ('secret' | 'device-token' | 'bootstrap-token')[] = [];
  if (token || password) kinds.push('secret');
  if (deviceToken) kinds.push('device-token');
  if (bootstrapToken) kinds.push('bootstrap-token');
  return kinds;
}

async function matchesAny(secret: string, candidates: (string | undefined)[]): Promise<boolean> {
  const matches = await Promise.all(candidates.map((candidate) => secretsMatch(candidate ?? '', secret)));
  return matches.includes(true);
}
