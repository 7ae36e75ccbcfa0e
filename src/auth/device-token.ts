// Device tokens: derived from the gateway's key, so that nothing stored can be used to come in.
import { base64url } from 'jose';
import type { Device } from '../records.ts';
import { secretsMatch } from './secret.ts';

type Bearer = Pick<Device, 'id' | 'role' | 'generation'>;

export async function deviceToken(signingKey: Uint8Array, device: Bearer): Promise<string> {
  const hash = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', new Uint8Array(signingKey), hash, false, ['sign']);
  const text = `device-token|${device.id}|${device.role}|${device.generation}`;
  return base64url.encode(new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text))));
}

export async function isDeviceToken(signingKey: Uint8Array, device: Bearer, given: string): Promise<boolean> {
  return secretsMatch(given, await deviceToken(signingKey, device));
}

/** Always higher than any before it, also for a device that was removed and came back: its old tokens stay void. */
export function nextGeneration(previous: number | null, now: number): number {
  return Math.max(now, (previous ?? 0) + 1);
}
