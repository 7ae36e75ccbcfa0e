// The keys of providers: written in the settings, or kept elsewhere and read when they are needed.
import type { Provider, SecretSource } from '../config/schema.ts';

/** Where secrets are kept outside of the settings. Its errors name the place and never what is there. */
export interface Secrets {
  read(source: SecretSource): Promise<string>;
  /** It was not accepted: the next time it is read anew. */
  forget(source: SecretSource): void;
}

const PRIVATE =
  /^(?:localhost|[^.]+|.*\.(?:local|lan|internal|home\.arpa|localhost)|127\..*|10\..*|192\.168\..*|172\.(?:1[6-9]|2\d|3[01])\..*|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\..*|169\.254\..*|\[.*\])$/;
const carriesKey = /^(?:authorization|x-api-key|x-goog-api-key|api-key)$/i;

export async function readKey({ apiKey }: Provider, secrets: Secrets): Promise<string | null> {
  if (apiKey === undefined || typeof apiKey === 'string') return apiKey ?? null;
  return secrets.read(apiKey);
}

export function forgetKey({ apiKey }: Provider, secrets: Secrets): void {
  if (apiKey !== undefined && typeof apiKey !== 'string') secrets.forget(apiKey);
}

/** A provider out on the internet wants a key; one on this machine or in this network seldom does. */
export function lacksKey({ apiKey, headers, baseUrl }: Provider): boolean {
  if (apiKey !== undefined || Object.keys(headers).some((name) => carriesKey.test(name))) return false;
  const { hostname, username } = new URL(baseUrl);
  return username === '' && !PRIVATE.test(hostname);
}
