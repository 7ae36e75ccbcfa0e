// Which settings are secret, by their names. Everything that shows, logs or explains settings asks here.
import type { Step } from './path.ts';

export const REDACTED = '__OPENCLAW_REDACTED__';

const SECRET_NAME =
  /(?:token|passw(?:or)?d|passphrase|api[_-]?key|private[_-]?key|authorization|cookie|credentials?)$|_key$|secret/i;
const SECRET_BELOW = new Set(['headers', 'env']);

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** A value is secret when it, or anything that it stands in, has a secret's name. */
export function isSecretPath(steps: readonly Step[]): boolean {
  return steps.some((step, depth) => {
    if (typeof step !== 'string') return false;
    return isSecretName(step) || (SECRET_BELOW.has(step) && depth < steps.length - 1);
  });
}
