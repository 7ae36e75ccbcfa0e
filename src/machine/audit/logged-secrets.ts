// Whether a secret of today stands in the log: one that was written down before the log knew it as one.
import { readTail } from '../log-tail.ts';
import type { Finding } from './finding.ts';
import type { SecretPlace } from './secret-places.ts';
import { isGuessable } from './secrets.ts';

const MOST_BYTES = 1024 * 1024;
/** Shorter ones are found by chance. */
const TELLING = 8;

export function auditLoggedSecrets(log: string, secrets: readonly SecretPlace[]): Finding[] {
  const telling = secrets.filter(({ secret }) => secret.length >= TELLING && !isGuessable(secret));
  return [log, `${log}.1`].flatMap((path): Finding[] => {
    const text = readTail(path, MOST_BYTES);
    const places = telling.filter(({ secret }) => text.includes(secret) || text.includes(asJson(secret)));
    if (places.length === 0) return [];
    const named = [...new Set(places.map((place) => place.path))];
    return [
      {
        id: 'logging.secret_in_log',
        severity: 'critical',
        what: `The log ${path} holds ${named.slice(0, 4).join(', ')}`,
        why: 'whoever is shown the log has the secret too',
        fix: `set another one, then remove ${path}`,
      },
    ];
  });
}

function asJson(secret: string): string {
  return JSON.stringify(secret).slice(1, -1);
}
