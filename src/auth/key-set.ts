// The keys that check assertions: written in the settings, or the provider's, kept while it cannot be asked.
import { getLogger } from '@logtape/logtape';
import { type CryptoKey, createLocalJWKSet, errors, type JWSHeaderParameters } from 'jose';
import { type Fetch, fetchKeys, publicKeys } from './published-keys.ts';

export type KeySource = { jwks: { keys: readonly unknown[] } } | { jwksUrl: string };
export type KeySetOptions = { fetch: Fetch; now: () => number };

/** The key for a token with this header. Rejects as jose does where none or several fit, or with KeysUnavailable. */
export type FindKey = (header: JWSHeaderParameters) => Promise<CryptoKey>;

/** There is no key to check anything with, so nothing holds. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

const FRESH_MS = 10 * 60_000;
const LONGEST_MS = 24 * 3_600_000;
/** Between two questions to the provider, whatever callers send. */
const COOLDOWN_MS = 30_000;

const log = getLogger(['pincer', 'auth']);

export function openKeySet(source: KeySource, options: KeySetOptions): FindKey {
  if ('jwks' in source) return createLocalJWKSet({ keys: publicKeys(source.jwks.keys) });
  const keys = new ProviderKeys(source.jwksUrl, options);
  return (header) => keys.find(header);
}

class ProviderKeys {
  readonly #url: string;
  readonly #options: KeySetOptions;
  #held: { find: FindKey; askedAt: number } | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;
  #answer = Promise.resolve();
  #outage = false;

  constructor(url: string, options: KeySetOptions) {
    this.#url = url;
    this.#options = options;
  }

  async find(header: JWSHeaderParameters): Promise<CryptoKey> {
    const age = this.#age();
    if (age >= LONGEST_MS) await this.#ask();
    // Nobody waits for this one: the keys at hand still serve.
    else if (age >= FRESH_MS) this.#ask();
    try {
      return await this.#choose(header);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.#ask();
      return await this.#choose(header);
    }
  }

  #choose(header: JWSHeaderParameters): Promise<CryptoKey> {
    if (!this.#held || this.#age() >= LONGEST_MS) throw new KeysUnavailable('Cannot check assertions: no keys');
    return this.#held.find(header);
  }

  #age(): number {
    return this.#held ? this.#since(this.#held.askedAt) : Number.POSITIVE_INFINITY;
  }

  /** A clock that was set back counts as well, or what is old would be young for as long. */
  #since(time: number): number {
    return Math.abs(this.#options.now() - time);
  }

  /** Asks, or joins whoever asked last: made-up key ids cannot make the gateway ask more often. Never rejects. */
  #ask(): Promise<void> {
    if (this.#since(this.#askedAt) >= COOLDOWN_MS) {
      this.#askedAt = this.#options.now();
      this.#answer = this.#read(this.#askedAt);
    }
    return this.#answer;
  }

  async #read(askedAt: number): Promise<void> {
    try {
      // Not called as a method: workerd's own fetch refuses to be one.
      const { fetch } = this.#options;
      const keys = await fetchKeys(this.#url, fetch);
      // An answer that was overtaken may name keys that are gone.
      if (askedAt !== this.#askedAt) return;
      // The provider's own word that nothing holds any more: what it took back must not serve for another day.
      if (keys.length === 0) this.#held = null;
      if (keys.length === 0) throw new Error('it publishes no public key for signatures');
      this.#held = { find: createLocalJWKSet({ keys }), askedAt };
      this.#tellEnd();
    } catch (error) {
      this.#tellOutage(error);
    }
  }

  #tellOutage(error: unknown): void {
    if (this.#outage) return;
    this.#outage = true;
    const until = this.#held && new Date(this.#held.askedAt + LONGEST_MS).toISOString();
    log.warn('Cannot read the keys that check assertions from {url}: {reason}; {meanwhile}', {
      url: shown(this.#url),
      reason: reasonOf(error),
      meanwhile: until ? `the known ones serve until ${until}` : 'until then nobody comes in by an assertion',
    });
  }

  #tellEnd(): void {
    if (this.#outage) log.info('The keys that check assertions are read again from {url}', { url: shown(this.#url) });
    this.#outage = false;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Runtimes say only "fetch failed", and keep the reason in the cause.
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** Without a query, which may hold a secret. */
function shown(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}
