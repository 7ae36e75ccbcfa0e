// Why the gateway did not let us in: a reason that the page has words for, and what the person can do about it.

export type Reason =
  | 'token-needed'
  | 'password-needed'
  | 'token-wrong'
  | 'password-wrong'
  | 'device-token-wrong'
  | 'scope-mismatch'
  | 'rate-limited'
  | 'policy-changed'
  | 'pairing'
  | 'pairing-answered'
  | 'pairing-full'
  | 'origin'
  | 'proxy'
  | 'tailscale'
  | 'local-only'
  | 'clock'
  | 'version'
  | 'busy'
  | 'no-key'
  | 'other';

export type Refusal = {
  reason: Reason;
  /** What the gateway itself said. */
  said: string;
  /** What it says is to be done; null where the page knows better. */
  next: string | null;
  ask: boolean;
  /** After so long it is asked again by itself. */
  retryMs: number | null;
  /** Before that it makes no sense. */
  waitMs: number | null;
  /** The credential that was used is worth nothing any more. */
  voids: boolean;
  requestId: string | null;
};

export type WireError = {
  code: string;
  message: string;
  details?: Record<string, unknown> | undefined;
  retryAfterMs?: number | undefined;
};

const PAIRING_RETRY_MS = 3000;

/** Of the plain ones: whether a secret helps, and whether the one that was used is worth nothing. */
const plain: Record<string, Pick<Refusal, 'reason'> & { ask?: true; voids?: true }> = {
  AUTH_REQUIRED: { reason: 'token-needed', ask: true },
  AUTH_TOKEN_MISSING: { reason: 'token-needed', ask: true },
  AUTH_PASSWORD_MISSING: { reason: 'password-needed', ask: true },
  AUTH_TOKEN_MISMATCH: { reason: 'token-wrong', ask: true, voids: true },
  AUTH_PASSWORD_MISMATCH: { reason: 'password-wrong', ask: true, voids: true },
  AUTH_DEVICE_TOKEN_MISMATCH: { reason: 'device-token-wrong', ask: true, voids: true },
  AUTH_SCOPE_MISMATCH: { reason: 'scope-mismatch', ask: true, voids: true },
  CONTROL_UI_ORIGIN_NOT_ALLOWED: { reason: 'origin' },
  DEVICE_AUTH_SIGNATURE_EXPIRED: { reason: 'clock' },
  PROTOCOL_MISMATCH: { reason: 'version' },
  DEVICE_KEY_UNAVAILABLE: { reason: 'no-key' },
};

export function explain(error: WireError): Refusal {
  const details = error.details ?? {};
  const code = typeof details.code === 'string' ? details.code : error.code;
  const refusal: Refusal = {
    reason: 'other',
    said: error.message,
    next: null,
    ask: false,
    retryMs: null,
    waitMs: null,
    voids: false,
    requestId: null,
  };
  const known = plain[code];
  if (known) return { ...refusal, ...known };
  switch (code) {
    case 'AUTH_UNAUTHORIZED':
      return { ...refusal, ...(vouched(details) ?? { reason: 'token-needed', ask: true }) };
    case 'AUTH_RATE_LIMITED':
      return { ...refusal, reason: 'rate-limited', ask: true, waitMs: error.retryAfterMs ?? 60_000 };
    case 'AUTH_POLICY_CHANGED':
      return { ...refusal, reason: 'policy-changed', retryMs: 1000 };
    case 'PAIRING_REQUIRED':
      return {
        ...refusal,
        reason: 'pairing',
        requestId: typeof details.requestId === 'string' ? details.requestId : null,
        retryMs: details.retryable === true ? PAIRING_RETRY_MS : null,
      };
    case 'PAIRING_REQUESTS_FULL':
      return { ...refusal, reason: 'pairing-full', retryMs: error.retryAfterMs ?? 60_000 };
    case 'UNAVAILABLE':
      return { ...refusal, reason: 'busy', retryMs: error.retryAfterMs ?? 5000 };
    default:
      return { ...refusal, next: sentenceOf(details.next) };
  }
}

/** A secret does not help where somebody else says who comes in. Which rule failed, and what to do, the gateway knows. */
function vouched({ rule, next }: Record<string, unknown>): Partial<Refusal> | null {
  if (typeof rule !== 'string') return null;
  const said = { next: sentenceOf(next) };
  if (rule.startsWith('trusted_proxy')) return { ...said, reason: 'proxy' };
  if (rule.startsWith('tailscale')) return { ...said, reason: 'tailscale', ask: true };
  return rule === 'none_only_locally' ? { ...said, reason: 'local-only' } : null;
}

function sentenceOf(next: unknown): string | null {
  return typeof next === 'string' && next !== '' ? `${next.charAt(0).toUpperCase()}${next.slice(1)}.` : null;
}
