// Secrets: made at random, and compared so that neither their bytes nor their length show in the time that it takes.
import { base64url } from 'jose';

const encoder = new TextEncoder();

/** 32 random bytes in 43 characters. */
export function makeSecret(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(32)));
}

export async function tokenDigest(secret: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(secret)));
}

/** Compares digests, which are of one length whatever was given. */
export async function secretsMatch(given: string, expected: string): Promise<boolean> {
  const [left, right] = await Promise.all([tokenDigest(given), tokenDigest(expected)]);
  let difference = left.length ^ right.length;
  for (const [index, byte] of left.entries()) difference |= byte ^ (right[index] ?? 0);
  return difference === 0;
}
