// The key that device tokens are made with: whether it is one.
import { readIfThere } from '../private-file.ts';
import type { Finding } from './finding.ts';
import { pathFacts } from './path-facts.ts';

const LENGTH = 32;
/** Of 32 random bytes, hardly ever fewer than 24 are different. */
const LEAST_DIFFERENT = 16;

export function auditSigningKey(path: string): Finding[] {
  const text = pathFacts(path)?.kind === 'file' ? readable(path) : null;
  if (text === null) return [];
  const key = Buffer.from(text.trim(), 'base64url');
  const whole = key.length === LENGTH;
  if (whole && new Set(key).size >= LEAST_DIFFERENT) return [];
  return [
    {
      id: `fs.signing_key.${whole ? 'weak' : 'damaged'}`,
      severity: whole ? 'critical' : 'warning',
      what: `The signing key ${path} is ${whole ? 'not a random one' : 'damaged'}`,
      why: whole ? 'whoever guesses it can make the token of every device' : 'the gateway does not start like this',
      fix: `${whole ? '' : 'restore it, or '}remove ${path}, and let every device sign in again`,
    },
  ];
}

/** Null for one that this user may not read. */
function readable(path: string): string | null {
  try {
    return readIfThere(path);
  } catch {
    return null;
  }
}
