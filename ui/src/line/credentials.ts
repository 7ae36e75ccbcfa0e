// What opens the gateway: a shared secret, held in memory until it has bought a device token, which is kept.

const KEY = 'pincer.device-token';
type Kept = { deviceId: string; token: string };
export type Auth = { token?: string; password?: string; deviceToken?: string };

export class Credentials {
  #secret: string | null = null;

  /** Takes "#token=…" out of the address before anything else can see it. */
  takeFromAddress(): boolean {
    const token = new URLSearchParams(location.hash.slice(1)).get('token');
    if (token === null) return false;
    history.replaceState(history.state, '', location.pathname + location.search);
    return this.give(token);
  }

  /** An empty field takes nothing away: what was given before may still be good. */
  give(secret: string): boolean {
    const given = secret.trim();
    if (given !== '') this.#secret = given;
    return given !== '';
  }

  /** Whether there is anything to sign in with. */
  get known(): boolean {
    return this.#secret !== null || this.#read() !== null;
  }

  /** The wire has one field for each kind of secret and we cannot know which it is: it is said in both. */
  auth(deviceId: string): Auth {
    if (this.#secret !== null) return { token: this.#secret, password: this.#secret };
    const kept = this.#read();
    return kept?.deviceId === deviceId ? { deviceToken: kept.token } : {};
  }

  admitted(deviceId: string, token: string | undefined): void {
    if (token === undefined) return;
    // The secret has done its work: were this device revoked, the page must not let itself in again.
    if (this.#write({ deviceId, token })) this.#secret = null;
  }

  /** Nothing that was refused is tried a second time. Says whether something else is left to try. */
  refused(deviceId: string): boolean {
    if (this.#secret === null) {
      this.#write(null);
      return false;
    }
    this.#secret = null;
    return this.auth(deviceId).deviceToken !== undefined;
  }

  /** Signing out: nothing is left to come in with. */
  forget(): void {
    this.#secret = null;
    this.#write(null);
  }

  #read(): Kept | null {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
      if (typeof kept !== 'object' || kept === null || !('deviceId' in kept) || !('token' in kept)) return null;
      const { deviceId, token } = kept;
      return typeof deviceId === 'string' && typeof token === 'string' ? { deviceId, token } : null;
    } catch {
      return null;
    }
  }

  #write(kept: Kept | null): boolean {
    try {
      if (kept) localStorage.setItem(KEY, JSON.stringify(kept));
      else localStorage.removeItem(KEY);
      return true;
    } catch {
      return false;
    }
  }
}
