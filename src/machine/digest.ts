// SHA-256 of bytes as they come, as both runtimes of a machine have it.
import { createHash } from 'node:crypto';
import type { Digest } from '../agent-seams.ts';

export function sha256(): Digest {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
}
