// The rules and secrets of the doors as the settings file has them now. It is looked at before every attempt to come in,
// and twice a second, so that what was taken away ends what it opened.
import { statSync } from 'node:fs';
import { getLogger } from '@logtape/logtape';
import { type Ground, policyOf } from '../assembly/policy.ts';
import { refuseBind } from '../auth/bind.ts';
import { type Policy, policyChange } from '../auth/policy.ts';
import type { Environment } from '../config/environment.ts';
import type { Settings } from '../config/schema.ts';
import { doorSecretFiles, doorSecretReader } from './door-secret.ts';
import { readSettings } from './settings-file.ts';
import { refuseTailscale } from './tailscale-route.ts';

const LOOK_MS = 500;
const log = getLogger(['pincer', 'auth']);

export type PolicyChange = 'rules' | 'secrets';

/** `gateway`: how we listen. That stays as it was at the start, whatever the file says later. */
export function groundOf(environment: Environment, gateway: Settings['gateway']): Ground {
  return {
    environment,
    read: ({ secrets }) => doorSecretReader(secrets.providers, environment),
    refuse: (mode, secrets) => refuseBind(gateway, mode, secrets) ?? refuseTailscale(gateway.tailscale, mode),
    now: Date.now,
  };
}

export class DoorPolicy {
  readonly #path: string;
  readonly #ground: Ground;
  readonly #looking: ReturnType<typeof setInterval>;
  #policy: Policy;
  #watched: string[];
  #seen: string;
  #told: (change: PolicyChange, policy: Policy) => void = () => undefined;

  /** `settings` are those that the gateway starts with; the file may have been changed since. */
  constructor(path: string, settings: Settings, ground: Ground, policy: Policy) {
    this.#path = path;
    this.#ground = ground;
    this.#policy = policy;
    this.#watched = [path, ...doorSecretFiles(settings)];
    this.#seen = this.#look();
    this.#looking = setInterval(() => this.current(), LOOK_MS);
  }

  /** Who is told has to see to those who came in before, at once. */
  onChange(told: (change: PolicyChange, policy: Policy) => void): void {
    this.#told = told;
  }

  current(): Policy {
    const seen = this.#look();
    if (seen === this.#seen) return this.#policy;
    this.#seen = seen;
    this.#read();
    return this.#policy;
  }

  close(): void {
    clearInterval(this.#looking);
  }

  #read(): void {
    const { settings, problems } = readSettings(this.#path, this.#ground.environment);
    const next = settings ? policyOf(settings, this.#ground, this.#policy) : { problem: problems[0] ?? '' };
    if (!settings || 'problem' in next) {
      const problem = 'problem' in next ? next.problem : '';
      log.warn('{path} was changed, and who may come in stays as it was: {problem}', { path: this.#path, problem });
      return;
    }
    this.#watched = [this.#path, ...doorSecretFiles(settings)];
    this.#seen = this.#look();
    const change = policyChange(this.#policy, next);
    this.#policy = next;
    if (!change) return;
    log.info('Who may come in has changed: other {change}', { change });
    this.#told(change, next);
  }

  #look(): string {
    return this.#watched
      .map((path) => {
        const found = statSync(path, { throwIfNoEntry: false });
        return found ? `${found.ino}:${found.size}:${found.mtimeMs}` : 'none';
      })
      .join('|');
  }
}
