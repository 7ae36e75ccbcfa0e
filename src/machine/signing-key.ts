// The key that device tokens and links are signed with: made at the first start, never shown.
import { randomBytes } from 'node:crypto';
import { MachineFailure } from './failure.ts';
import { readIfThere, writePrivate } from './private-file.ts';

const LENGTH = 32;

/** Only the owner of the state directory's lock may call this: two makers would make two keys. */
export function signingKey(path: string): Uint8Array {
  const text = readIfThere(path);
  if (text === null) {
    const made = randomBytes(LENGTH);
    writePrivate(path, `${made.toString('base64url')}\n`);
    return new Uint8Array(made);
  }
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length === LENGTH) return new Uint8Array(key);
  throw new MachineFailure(
    `Cannot use the signing key in ${path} as it is damaged: restore it, or remove it and let every device sign in again`,
  );
}
