// Reads any error of a provider, of the SDK or of the platform, and keeps of its words what may be shown.
import * as v from 'valibot';

const PREVIEW_CHARACTERS = 300;
const A_DAY = 86_400_000;

const Text = v.fallback(v.string(), '');

const Thrown = v.object({
  name: Text,
  message: Text,
  type: Text,
  code: v.fallback(v.union([v.string(), v.number()]), ''),
  statusCode: v.fallback(v.number(), 0),
  responseHeaders: v.fallback(v.record(v.string(), v.string()), {}),
  responseBody: Text,
  cause: v.optional(v.unknown()),
  lastError: v.optional(v.unknown()),
});

const Spoken = v.union([
  v.pipe(
    v.object({
      error: v.object({ message: v.string(), code: v.optional(v.unknown()), type: v.optional(v.unknown()) }),
    }),
    v.transform(({ error }) => ({ words: error.message, label: `${error.code ?? ''} ${error.type ?? ''}` })),
  ),
  v.pipe(
    v.object({ error: v.string() }),
    v.transform(({ error }) => ({ words: error, label: '' })),
  ),
  v.pipe(
    v.object({ message: v.string() }),
    v.transform(({ message }) => ({ words: message, label: '' })),
  ),
]);

/** `words` are the provider's own and safe to show; `trace` is what the program saw and stays inside. */
export type ProviderError = {
  name: string;
  /** Of a refusal. A stream that breaks has begun with a 200, and that says nothing. */
  status: number | null;
  connected: boolean;
  retryAfterMs: number | null;
  words: string;
  label: string;
  trace: string;
};

const unreadable: ProviderError = {
  name: '',
  status: null,
  connected: false,
  retryAfterMs: null,
  words: '',
  label: '',
  trace: '',
};

export function readProviderError(error: unknown, secrets: readonly string[]): ProviderError {
  const { output: thrown, success } = v.safeParse(Thrown, error);
  if (!success) return unreadable;
  if (thrown.lastError !== undefined) return readProviderError(thrown.lastError, secrets);

  const { name, message, type, code, responseHeaders } = thrown;
  const cause = v.safeParse(v.object({ code: v.string() }), thrown.cause);
  // An error inside a stream carries the provider's words itself, and a status that the SDK only guesses.
  const streamed = name === 'AI_StreamProviderError';
  const spoken = streamed ? { words: message, label: '' } : readBody(thrown.responseBody);
  const status = streamed ? Number(code) : thrown.statusCode;
  return {
    name,
    status: status >= 300 && status < 600 ? status : null,
    connected: thrown.statusCode > 0,
    retryAfterMs: retryAfter(responseHeaders),
    words: preview(spoken.words, secrets),
    label: `${type} ${code} ${spoken.label}`,
    trace: `${message} ${cause.success ? cause.output.code : ''}`,
  };
}

/** Milliseconds that the provider asks to wait, in any of the three ways it may say so. */
export function retryAfter(headers: Readonly<Record<string, string>>): number | null {
  const exact = Number.parseFloat(headers['retry-after-ms'] ?? '');
  const header = headers['retry-after'] ?? '';
  const said = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  const wait = exact >= 0 ? exact : said;
  return Number.isNaN(wait) ? null : Math.min(Math.max(0, Math.round(wait)), A_DAY);
}

function readBody(body: string): { words: string; label: string } {
  try {
    const spoken = v.safeParse(Spoken, JSON.parse(body));
    return spoken.success ? spoken.output : { words: '', label: '' };
  } catch {
    // A page for browsers says nothing to a person in a chat.
    return { words: body.trimStart().startsWith('<') ? '' : body, label: '' };
  }
}

/** Secrets go before the cut: half a key is still a key. */
function preview(words: string, secrets: readonly string[]): string {
  let safe = words.replace(/\s+/g, ' ').trim();
  for (const secret of secrets) if (secret.length > 3) safe = safe.replaceAll(secret, '[redacted]');
  safe = safe.replace(/\b(?:sk|pk|rk|gsk|xai|key)-[\w*.-]{4,}|\bBearer\s+\S+/gi, '[redacted]');
  return safe.length > PREVIEW_CHARACTERS ? `${safe.slice(0, PREVIEW_CHARACTERS - 1)}…` : safe;
}
