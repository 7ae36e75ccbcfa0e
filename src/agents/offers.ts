// What could answer on this machine: offered by name, never used until the settings say so.
import * as v from 'valibot';
import type { Api } from '../config/schema.ts';

const OLLAMA = 'http://127.0.0.1:11434';
const PATIENCE_MS = 300;

/** `key` is how the settings may refer to the secret, not the secret. */
export type Offer = { provider: string; found: string; baseUrl: string; api: Api; key: string | null; model: string };

const hosted = [
  {
    provider: 'openai',
    variable: 'OPENAI_API_KEY',
    baseUrl: 'https://api.openai.com/v1',
    api: 'openai-responses' as const,
    model: 'gpt-5-mini',
  },
  {
    provider: 'anthropic',
    variable: 'ANTHROPIC_API_KEY',
    baseUrl: 'https://api.anthropic.com',
    api: 'anthropic-messages' as const,
    model: 'claude-opus-4-6',
  },
  {
    provider: 'google',
    variable: 'GEMINI_API_KEY',
    baseUrl: 'https://generativelanguage.googleapis.com',
    api: 'google-generative-ai' as const,
    model: 'gemini-2.5-flash',
  },
];

const Tags = v.object({
  models: v.array(v.object({ name: v.pipe(v.string(), v.regex(/^[\w./:@-]{1,80}$/)) })),
});

export async function findOffers(
  environment: Readonly<Record<string, string | undefined>>,
  fetch: typeof globalThis.fetch,
): Promise<Offer[]> {
  const ollama = await findOllama(fetch);
  const keyed = hosted
    .filter(({ variable }) => environment[variable])
    .map(({ variable, ...offer }) => ({ ...offer, found: variable, key: `\${${variable}}` }));
  return ollama ? [ollama, ...keyed] : keyed;
}

/** One sentence for the start-up message and the demo; null when nothing was found. */
export function describeOffers(offers: readonly Offer[]): string | null {
  if (!offers.length) return null;
  return `Found here, not used until the settings name it: ${offers.map(({ found }) => found).join(', ')}`;
}

async function findOllama(fetch: typeof globalThis.fetch): Promise<Offer | null> {
  try {
    const response = await fetch(`${OLLAMA}/api/tags`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok) return null;
    const { models } = v.parse(Tags, await response.json());
    const chat = models.find(({ name }) => !name.includes('embed'));
    return {
      provider: 'ollama',
      found: chat ? `Ollama with ${chat.name}` : 'Ollama',
      baseUrl: OLLAMA,
      api: 'ollama',
      key: null,
      model: chat?.name ?? 'llama3.2',
    };
  } catch {
    return null;
  }
}
