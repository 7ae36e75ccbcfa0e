// The rules and secrets of the doors, made of the settings: all of it, or the sentence that says why not.
import { badRanges } from '../auth/address-ranges.ts';
import { createAssertionVerifier } from '../auth/assertion.ts';
import { assertionRules } from '../auth/assertion-rules.ts';
import { makePolicy, type Policy, type Secrets } from '../auth/policy.ts';
import type { Environment } from '../config/environment.ts';
import { type ReadSecret, resolveAuth } from '../config/resolve.ts';
import type { Assertion, AuthMode, Settings } from '../config/schema.ts';

/** What the place of a gateway adds to its settings. */
export type Ground = {
  environment: Environment;
  /** Reads the secret of the doors where the settings only point to it. */
  read: (settings: Settings) => ReadSecret;
  /** Why nobody may listen there under such rules; null when somebody may. */
  refuse: (mode: AuthMode, secrets: Secrets) => string | null;
  now: () => number;
};

/** The verifier of a policy before is kept where its settings are the same: it holds keys. */
export function policyOf(settings: Settings, ground: Ground, before: Policy | null): Policy | { problem: string } {
  const { gateway } = settings;
  const { mode, token, password, problems } = resolveAuth(settings, ground.environment, ground.read(settings));
  const known = { ...(token === null ? {} : { token }), ...(password === null ? {} : { password }) };
  const [bad] = badRanges(gateway.trustedProxies);
  const range = bad === undefined ? null : `at gateway.trustedProxies: "${bad}" is no address and no range`;
  const problem = problems[0] ?? range ?? ground.refuse(mode, known);
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
