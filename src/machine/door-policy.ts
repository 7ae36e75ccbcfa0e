// The rules and secrets of the doors as the settings file has them now. It is looked at before every attempt to come in,
// and twice a second, so that what was taken away ends what it opened.
import { statSync } from 'node:fs';
import { getLogger } from '@logtape/logtape';
import { badRanges } from '../auth/address-ranges.ts';
import { createAssertionVerifier } from '../auth/assertion.ts';
import { assertionRules } from '../auth/assertion-rules.ts';
import { refuseBind } from '../auth/bind.ts';
import { makePolicy, type Policy, policyChange } from '../auth/policy.ts';
import type { Environment } from '../config/environment.ts';
import { resolveAuth } from '../config/resolve.ts';
import type { Assertion, Settings } from '../config/schema.ts';
import { doorSecretFiles, doorSecretReader } from './door-secret.ts';
import { readSettings } from './settings-file.ts';
import { refuseTailscale } from './tailscale-route.ts';

const LOOK_MS = 500;
const log = getLogger(['pincer', 'auth']);

export type PolicyChange = 'rules' | 'secrets';

/** What stays as it was at the start, whatever the file says later: how we listen. */
export type Ground = {
  environment: Environment;
  tailscale: Settings['gateway']['tailscale'];
  bind: Pick<Settings['gateway'], 'bind' | 'customBindHost'>;
  now: () => number;
};

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

/** The verifier of a policy before is kept where its settings are the same: it holds keys. */
export function policyOf(settings: Settings, ground: Ground, before: Policy | null): Policy | { problem: string } {
  const { gateway, secrets } = settings;
  const read = doorSecretReader(secrets.providers, ground.environment);
  const { mode, token, password, problems } = resolveAuth(settings, ground.environment, read);
  const known = { ...(token === null ? {} : { token }), ...(password === null ? {} : { password }) };
  const [bad] = badRanges(gateway.trustedProxies);
  const range = bad === undefined ? null : `at gateway.trustedProxies: "${bad}" is no address and no range`;
  const problem =
    problems[0] ?? range ?? refuseBind(ground.bind, mode, known) ?? refuseTailscale(ground.tailscale, mode);
  if (problem) return { problem };
  const wanted = mode === 'trusted-proxy' ? gateway.auth.trustedProxy?.assertion : undefined;
  const assertion = wanted ? verifierOf(wanted, ground, before) : null;
  if (assertion && 'problem' in assertion) return assertion;
  return makePolicy(gateway, { mode, secrets: known }, assertion);
}

function verifierOf(
  wanted: Assertion,
  { now }: Ground,
  before: Policy | null,
): Policy['assertion'] | { problem: string } {
  const known = before?.gateway.auth.trustedProxy?.assertion;
  if (before?.assertion && JSON.stringify(known) === JSON.stringify(wanted)) return before.assertion;
  const rules = assertionRules(wanted);
  if ('problem' in rules) return rules;
  return { header: rules.header, verify: createAssertionVerifier(rules, { fetch, now }) };
}
