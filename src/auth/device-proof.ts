// A device proves that it holds its Ed25519 key by signing this connection's challenge and what it asks for.
import { base64url } from 'jose';
import type { GatewayError } from '../errors.ts';
import type { Attempt } from '../ports.ts';
import type { ConnectParams, DeviceProof } from '../protocol/connect.ts';
import { refuse } from './refusal.ts';

const skewMs = 120_000;
const encoder = new TextEncoder();

const failures = {
  'device-public-key': ['DEVICE_AUTH_PUBLIC_KEY_INVALID', 'its public key is not 32 bytes in base64url'],
  'device-id-mismatch': ['DEVICE_AUTH_DEVICE_ID_MISMATCH', 'its id is not the SHA-256 of its public key'],
  'device-nonce-missing': ['DEVICE_AUTH_NONCE_REQUIRED', "it does not carry the challenge's nonce"],
  'device-nonce-mismatch': ['DEVICE_AUTH_NONCE_MISMATCH', "its nonce is not this connection's challenge"],
  'device-signature-stale': ['DEVICE_AUTH_SIGNATURE_EXPIRED', "it was not signed within 120 s of the gateway's clock"],
  'device-signature': ['DEVICE_AUTH_SIGNATURE_INVALID', 'its signature does not match what it signed'],
} as const;
type Failure = keyof typeof failures;

/** Null when the device of this attempt is who it says it is. */
export async function refuseProof(device: DeviceProof, attempt: Attempt, now: number): Promise<GatewayError | null> {
  const failure = await findFailure(device, attempt, now);
  if (!failure) return null;
  const [code, cause] = failures[failure];
  const next =
    failure === 'device-signature-stale'
      ? 'set the clocks of both machines, then connect again'
      : "sign this connection's challenge as docs/protocol.md says, then connect again";
  const words = `Cannot accept the device proof: ${cause}`;
  return refuse('INVALID_REQUEST', { words, next, code, rule: failure, details: { reason: failure } });
}

/** The text that a device signs. Version 3 adds the platform, so that neither can be changed without a new signature. */
export function proofPayload(version: 'v2' | 'v3', connect: ConnectParams, device: Omit<DeviceProof, 'signature'>) {
  const { client, auth } = connect;
  const fields = [
    version,
    device.id,
    client.id,
    client.mode,
    connect.role,
    (connect.scopes ?? []).join(','),
    String(device.signedAt),
    auth.token || auth.deviceToken || auth.bootstrapToken || '',
    device.nonce ?? '',
  ];
  if (version === 'v3') fields.push(metadata(client.platform), metadata(client.deviceFamily ?? ''));
  return fields.join('|');
}

async function findFailure(device: DeviceProof, attempt: Attempt, now: number): Promise<Failure | null> {
  const key = decode(device.publicKey, 32);
  if (!key) return 'device-public-key';
  if (device.id !== hex(await crypto.subtle.digest('SHA-256', key))) return 'device-id-mismatch';
  if (!device.nonce) return 'device-nonce-missing';
  if (device.nonce !== attempt.nonce) return 'device-nonce-mismatch';
  const apart = Math.max(Math.abs(device.signedAt - now), Math.abs(device.signedAt - attempt.challengedAt));
  if (apart > skewMs) return 'device-signature-stale';
  const signature = decode(device.signature, 64);
  if (!signature) return 'device-signature';
  const verifier = await importKey(key);
  if (!verifier) return 'device-public-key';
  for (const version of ['v3', 'v2'] as const) {
    const payload = encoder.encode(proofPayload(version, attempt.connect, device));
    if (await crypto.subtle.verify('Ed25519', verifier, signature, payload)) return null;
  }
  return 'device-signature';
}

async function importKey(key: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
  } catch {
    return null;
  }
}

/** Only the one canonical spelling of exactly that many bytes, or one key could go by several names. */
function decode(text: string, length: number): Uint8Array<ArrayBuffer> | null {
  if (text.length !== Math.ceil((length * 4) / 3)) return null;
  try {
    const bytes = new Uint8Array(base64url.decode(text));
    return bytes.length === length && base64url.encode(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Lower case in ASCII only: every client must come to the same bytes, whatever its locale. */
function metadata(text: string): string {
  return text.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
