// Which credential a connect frame carries, and whether it is right.
import type { GatewayError } from '../errors.ts';
import type { Credentials } from '../protocol/connect.ts';
import type { Device } from '../records.ts';
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

export async function readCredential(given: Credentials, expected: Expected): Promise<CredentialState> {
  const { secret, signingKey, device } = expected;
  if (!given.token && !given.password && !given.deviceToken && !given.bootstrapToken) return 'absent';
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

async function matchesAny(secret: string, candidates: (string | undefined)[]): Promise<boolean> {
  const matches = await Promise.all(candidates.map((candidate) => secretsMatch(candidate ?? '', secret)));
  return matches.includes(true);
}
