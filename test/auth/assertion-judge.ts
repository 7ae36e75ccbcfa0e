// Assertions under test: the rules that the local issuer fulfils, and the verdict on a token in one word.
import { base64url } from 'jose';
import { type AssertionVerdict, createAssertionVerifier } from '../../src/auth/assertion.ts';
import type { AssertionRules } from '../../src/auth/assertion-rules.ts';
import { type AssertionIssuer, type IssuerOptions, startAssertionIssuer } from '../fixtures/assertion-issuer.ts';

export const now = 1_795_000_000_000;
export const owner = { user: 'owner@example.com' };

export const startIssuer = (options: IssuerOptions = {}) => startAssertionIssuer({ now: () => now, ...options });

/** With the keys as they are published now, unless the changes say where to read them. */
export function verifierFor(issuer: AssertionIssuer, changes: Partial<AssertionRules> = {}) {
  const rules: AssertionRules = {
    header: 'x-assertion',
    keys: { jwks: issuer.published() },
    issuer: issuer.issuer,
    audience: [issuer.audience],
    algorithms: ['ES256'],
    userClaim: 'email',
    serviceClaim: null,
  };
  return createAssertionVerifier({ ...rules, ...changes }, { fetch, now: () => now });
}

/** The last part of the rule that failed. */
export function ruleOf(verdict: AssertionVerdict): string {
  return 'rule' in verdict ? verdict.rule.replace('trusted_proxy_assertion_', '') : `${verdict.user} came in`;
}

/** A token of these very texts, which no library would sign. */
export async function signTexts(key: CryptoKey, header: string, payload: string): Promise<string> {
  const signed = `${base64url.encode(header)}.${payload}`;
  const algorithm = { name: key.algorithm.name, hash: 'SHA-256' };
  const signature = await crypto.subtle.sign(algorithm, key, new TextEncoder().encode(signed));
  return `${signed}.${base64url.encode(new Uint8Array(signature))}`;
}
