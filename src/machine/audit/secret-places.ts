// Where in the settings a secret stands in so many letters, and which secret it is.
import { formatPath, isRecord, type Step } from '../../config/path.ts';
import { isSecretName } from '../../config/secrets.ts';

export type SecretPlace = { path: string; secret: string };

const VARIABLE = /^\$\{[A-Z_][A-Z0-9_]*\}$/;

/** Of the file as it is written: a secret that is only pointed to stands elsewhere. */
export function secretPlaces(value: unknown, above: readonly Step[] = []): SecretPlace[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => secretPlaces(item, [...above, index]));
  if (isRecord(value)) {
    if (typeof value.source === 'string' && typeof value.id === 'string') return [];
    const entries = Object.entries(value).filter(([name]) => above.length > 0 || name !== 'secrets');
    return entries.flatMap(([name, item]) => secretPlaces(item, [...above, name]));
  }
  const named = above.some((step) => typeof step === 'string' && isSecretName(step));
  if (!named || typeof value !== 'string' || value === '' || VARIABLE.test(value)) return [];
  return [{ path: formatPath(above), secret: value }];
}
