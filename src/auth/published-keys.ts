// The keys of a provider: fetched within bounds, and of what it publishes only what can check a signature.
import * as v from 'valibot';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 256 * 1024;

const shared = {
  kid: v.exactOptional(v.string()),
  alg: v.exactOptional(v.string()),
  use: v.exactOptional(v.literal('sig')),
  key_ops: v.exactOptional(v.array(v.string())),
  // A private key: whoever published it gave it to everyone, so its signatures prove nothing.
  d: v.exactOptional(v.never()),
};
/** Symmetric keys ("oct") are no variant of this: with one, whoever can check a signature can also make it. */
const PublicKey = v.variant('kty', [
  v.object({ ...shared, kty: v.literal('RSA'), n: v.string(), e: v.string() }),
  v.object({
    ...shared,
    kty: v.literal('EC'),
    crv: v.picklist(['P-256', 'P-384', 'P-521']),
    x: v.string(),
    y: v.string(),
  }),
  v.object({ ...shared, kty: v.literal('OKP'), crv: v.literal('Ed25519'), x: v.string() }),
]);
export type PublicKey = v.InferOutput<typeof PublicKey>;

const Published = v.object({ keys: v.array(v.unknown()) });

/** A key that is not understood does not spoil the others: providers add kinds before all who read them know them. */
export function publicKeys(keys: readonly unknown[]): PublicKey[] {
  return keys.flatMap((key) => {
    const parsed = v.safeParse(PublicKey, key);
    return parsed.success ? [parsed.output] : [];
  });
}

export async function fetchKeys(url: string, fetch: Fetch): Promise<PublicKey[]> {
  const late = AbortSignal.timeout(TIMEOUT_MS);
  const enough = new AbortController();
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      // Keys count only where the settings say they are. "error" would say it better, but workerd does not know it.
      redirect: 'manual',
      signal: AbortSignal.any([late, enough.signal]),
    });
    if (response.status !== 200) throw new Error(`it answered with status ${response.status}`);
    return parseKeys(await readBody(response));
  } catch (cause) {
    throw late.aborted ? new Error(`it took longer than ${TIMEOUT_MS / 1000} s`, { cause }) : cause;
  } finally {
    enough.abort();
  }
}

/** Counted as it comes and after unpacking: neither a length that lies nor a packed answer gets more into memory. */
async function readBody({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > MAX_BYTES) throw new Error(`it sent more than ${MAX_BYTES / 1024} kB`);
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

function parseKeys(text: string): PublicKey[] {
  const published = v.safeParse(Published, parseJson(text));
  if (!published.success) throw new Error('what it sent is no set of keys in JSON');
  return publicKeys(published.output.keys);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
