// Whether the proxy's signed statement holds, and whom it names. What fails is told by its rule, never by the token.
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import type { AssertionRules } from './assertion-rules.ts';
import { type KeySetOptions, KeysUnavailable, openKeySet } from './key-set.ts';
import { readUser } from './user-name.ts';

export type AssertionRule = `trusted_proxy_assertion_${
  | 'missing'
  | 'malformed'
  | 'algorithm'
  | 'key_unknown'
  | 'key_unusable'
  | 'keys_unavailable'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'expiry_missing'
  | 'not_yet_valid'
  | 'user_missing'}`;

/** `about` is for the log: what was seen, which came from outside, or the header that was looked for. */
export type AssertionVerdict = { user: string } | { rule: AssertionRule; about?: string };
export type AssertionVerifier = (value: string | null) => Promise<AssertionVerdict>;

const LONGEST = 16 * 1024;
const LONGEST_ABOUT = 100;
const TOLERANCE_SECONDS = 30;
/** One token and nothing else: two of them joined, or one with a word before it, is no statement. */
const compact = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const everyInvisible = new RegExp(invisible, 'gu');

export function createAssertionVerifier(rules: AssertionRules, options: KeySetOptions): AssertionVerifier {
  const findKey = openKeySet(rules.keys, options);
  return async (value) => {
    if (value === null || value.trim() === '') return { rule: 'trusted_proxy_assertion_missing', about: rules.header };
    if (value.length > LONGEST || !compact.test(value)) return { rule: 'trusted_proxy_assertion_malformed' };
    const now = options.now();
    try {
      const { payload } = await jwtVerify(value, findKey, {
        algorithms: rules.algorithms,
        issuer: rules.issuer,
        audience: rules.audience,
        requiredClaims: ['exp'],
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: new Date(now),
      });
      if ((payload.iat ?? 0) > now / 1000 + TOLERANCE_SECONDS) return failed('not_yet_valid', 'iat', payload.iat);
      const claim = claimOf(payload, rules);
      const user = readClaim(payload, claim, rules);
      return user === null ? { rule: 'trusted_proxy_assertion_user_missing', about: claim } : { user };
    } catch (error) {
      return verdictOn(error, value);
    }
  };
}

/** Only a claim that is absent makes way for another: a bad one is nobody's. */
function claimOf(payload: JWTPayload, { userClaim, serviceClaim }: AssertionRules): string {
  return serviceClaim !== null && payload[userClaim] === undefined ? serviceClaim : userClaim;
}

function readClaim(payload: JWTPayload, claim: string, { serviceClaim }: AssertionRules): string | null {
  const name = payload[claim];
  if (typeof name !== 'string' || invisible.test(name)) return null;
  // A machine may be called anything, but not like a person.
  if (claim === serviceClaim && name.includes('@')) return null;
  // Where people write their own address, it is not theirs before they have shown it.
  if (claim === 'email' && (payload.email_verified === false || payload.email_verified === 'false')) return null;
  return readUser(name);
}

function verdictOn(error: unknown, token: string): AssertionVerdict {
  if (error instanceof KeysUnavailable) return { rule: 'trusted_proxy_assertion_keys_unavailable' };
  if (error instanceof errors.JWTExpired) return failed('expired', 'exp', error.payload.exp);
  if (error instanceof errors.JWTClaimValidationFailed) return verdictOnClaim(error);
  const { alg, kid } = headerOf(token);
  // What is not of jose's own making comes from a key that the runtime cannot import, or that is too weak.
  if (!(error instanceof errors.JOSEError)) return failed('key_unusable', 'kid', kid);
  switch (error.code) {
    case 'ERR_JOSE_ALG_NOT_ALLOWED':
      return failed('algorithm', 'alg', alg);
    case 'ERR_JWKS_NO_MATCHING_KEY':
    case 'ERR_JWKS_MULTIPLE_MATCHING_KEYS':
      return failed('key_unknown', 'kid', kid);
    case 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED':
      return failed('signature', 'kid', kid);
    default:
      return { rule: 'trusted_proxy_assertion_malformed' };
  }
}

function verdictOnClaim({ claim, reason, payload }: errors.JWTClaimValidationFailed): AssertionVerdict {
  if (claim === 'exp' && reason === 'missing') return { rule: 'trusted_proxy_assertion_expiry_missing' };
  if (claim === 'iss') return failed('issuer', claim, payload.iss);
  if (claim === 'aud') return failed('audience', claim, payload.aud);
  if (claim === 'nbf' && reason === 'check_failed') return failed('not_yet_valid', claim, payload.nbf);
  return failed('malformed', claim, payload[claim]);
}

function failed<Part extends string>(part: Part, name: string, seen: unknown) {
  const text = seen === undefined ? 'missing' : JSON.stringify(seen).replace(everyInvisible, '?');
  const about = `${name} ${text}`.slice(0, LONGEST_ABOUT).toWellFormed();
  return { rule: `trusted_proxy_assertion_${part}`, about } as const;
}

function headerOf(token: string): { alg?: unknown; kid?: unknown } {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return {};
  }
}
