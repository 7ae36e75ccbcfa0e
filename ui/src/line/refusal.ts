// Why the gateway did not let us in, in words, and what the person can do about it.

export type Refusal = {
  title: string;
  next: string;
  /** What the gateway itself said. */
  said: string;
  ask: boolean;
  retryMs: number | null;
  /** The credential that was used is worth nothing any more. */
  voids: boolean;
};

export type WireError = {
  code: string;
  message: string;
  details?: Record<string, unknown> | undefined;
  retryAfterMs?: number | undefined;
};

export function explain(error: WireError): Refusal {
  const details = error.details ?? {};
  const code = typeof details.code === 'string' ? details.code : error.code;
  const refusal: Refusal = {
    title: 'The gateway refused this page',
    next: '',
    said: error.message,
    ask: false,
    retryMs: null,
    voids: false,
  };
  const ask = { ...refusal, ask: true };
  const find =
    'It is in the settings file as gateway.auth.token, and in the address that the gateway prints when it starts.';
  switch (code) {
    case 'AUTH_UNAUTHORIZED':
      return vouched(details, refusal) ?? { ...ask, title: 'This gateway expects its token', next: find };
    case 'AUTH_REQUIRED':
    case 'AUTH_TOKEN_MISSING':
      return { ...ask, title: 'This gateway expects its token', next: find };
    case 'AUTH_PASSWORD_MISSING':
      return { ...ask, title: 'This gateway expects its password', next: 'It is what gateway.auth.password says.' };
    case 'AUTH_TOKEN_MISMATCH':
      return { ...ask, title: 'That token is not the one of this gateway', next: find, voids: true };
    case 'AUTH_PASSWORD_MISMATCH':
      return { ...ask, title: 'That password is not the one of this gateway', next: 'Try once more.', voids: true };
    case 'AUTH_DEVICE_TOKEN_MISMATCH':
      return { ...ask, title: 'This browser has to sign in again', next: find, voids: true };
    case 'AUTH_SCOPE_MISMATCH':
      return {
        ...ask,
        title: 'This browser may do less than it asks for',
        next: 'Sign in with the token once more.',
        voids: true,
      };
    case 'AUTH_RATE_LIMITED': {
      const minutes = Math.max(1, Math.ceil((error.retryAfterMs ?? 0) / 60_000));
      const next = `Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, then connect again.`;
      return { ...ask, title: 'Too many attempts', next };
    }
    case 'AUTH_POLICY_CHANGED':
      return { ...refusal, title: 'The rules have changed', next: 'It is asked again by itself.', retryMs: 1000 };
    case 'PAIRING_REQUIRED': {
      const next = typeof details.remediationHint === 'string' ? details.remediationHint : '';
      const retryMs = details.retryable === true ? 3000 : null;
      return { ...refusal, title: 'This browser is not approved', next, retryMs };
    }
    case 'CONTROL_UI_ORIGIN_NOT_ALLOWED':
      return {
        ...refusal,
        title: 'This address is not allowed',
        next: `Add ${globalThis.location?.origin ?? 'it'} to gateway.controlUi.allowedOrigins, then connect again.`,
      };
    case 'DEVICE_AUTH_SIGNATURE_EXPIRED':
      return {
        ...refusal,
        title: 'The clocks do not agree',
        next: 'Set the clock of this device, then connect again.',
      };
    case 'PROTOCOL_MISMATCH':
      return { ...refusal, title: 'This page is of another version', next: 'Reload the page.' };
    case 'UNAVAILABLE':
      return {
        ...refusal,
        title: 'The gateway is busy',
        next: 'It is asked again by itself.',
        retryMs: error.retryAfterMs ?? 5000,
      };
    default:
      return { ...refusal, next: 'Connect again; if it stays so, the gateway has the reason in its log.' };
  }
}

/** A secret does not help where somebody else says who comes in. Which rule failed, and what to do, the gateway knows. */
function vouched({ rule, next }: Record<string, unknown>, refusal: Refusal): Refusal | null {
  if (typeof rule !== 'string' || typeof next !== 'string') return null;
  const sentence = `${next.charAt(0).toUpperCase()}${next.slice(1)}.`;
  if (rule.startsWith('trusted_proxy'))
    return { ...refusal, title: 'The proxy does not vouch for you', next: sentence };
  if (rule.startsWith('tailscale'))
    return { ...refusal, ask: true, title: 'Tailscale does not vouch for you', next: sentence };
  return rule === 'none_only_locally'
    ? { ...refusal, title: 'This gateway serves its own machine', next: sentence }
    : null;
}
