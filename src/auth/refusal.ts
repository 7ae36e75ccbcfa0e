// Why someone may not come in: the rule that failed, in words that name the next step, and the codes that clients act on.
import { type Code, GatewayError } from '../errors.ts';

export type SecretKind = 'token' | 'password';

type NextStep =
  | 'retry_with_device_token'
  | 'update_auth_configuration'
  | 'update_auth_credentials'
  | 'review_auth_configuration'
  | 'wait_then_retry';

export type Refusal = {
  /** What happened and why. */
  words: string;
  /** What clients switch on. */
  code: string;
  /** The rule that failed. */
  rule: string;
  /** What a person does next. */
  next: string;
  details?: Record<string, unknown>;
  status?: number;
  closeCode?: number;
  closeReason?: string;
  retryAfterMs?: number;
};

/** Every refusal is made here, so that none lacks its rule or its next step. */
export function refuse(code: Code, { words, next, details, ...rest }: Refusal): GatewayError {
  const { code: what, rule, ...extras } = rest;
  return new GatewayError(code, `${words} (${next})`, { ...extras, details: { code: what, rule, next, ...details } });
}

const signIn = {
  token: 'open the sign-in link that `pincer gateway` printed, or run `pincer web`',
  password: 'enter the password that is set in gateway.auth.password or OPENCLAW_GATEWAY_PASSWORD',
};

/** Over HTTP it is a program that asks, and there is no page for it to open. */
export function bearerStep(kind: SecretKind): string {
  return `send "Authorization: Bearer <${kind}>"; it is in gateway.auth.${kind} or OPENCLAW_GATEWAY_${kind.toUpperCase()}`;
}

export function secretMissing(kind: SecretKind, next = signIn[kind]): GatewayError {
  return unauthorized(`gateway ${kind} missing`, next, `${kind}_missing`, 'update_auth_configuration');
}

export function secretMismatch(kind: SecretKind, mayRetry: boolean, next = signIn[kind]): GatewayError {
  const step = mayRetry ? 'retry_with_device_token' : 'update_auth_credentials';
  return unauthorized(`gateway ${kind} mismatch`, next, `${kind}_mismatch`, step);
}

export function secretNotConfigured(kind: SecretKind): GatewayError {
  const next = `set gateway.auth.${kind} or OPENCLAW_GATEWAY_${kind.toUpperCase()}`;
  return unauthorized(`gateway ${kind} not configured`, next, `${kind}_missing_config`, 'review_auth_configuration');
}

export function deviceTokenMismatch(kind: SecretKind): GatewayError {
  const words = 'device token mismatch: it is no longer valid';
  return unauthorized(words, signIn[kind], 'device_token_mismatch', 'update_auth_credentials');
}

export function bootstrapTokenInvalid(kind: SecretKind): GatewayError {
  const words = 'bootstrap token invalid: this gateway gives none out';
  return unauthorized(words, signIn[kind], 'bootstrap_token_invalid', 'update_auth_credentials');
}

export function deviceKeyChanged(): GatewayError {
  return refuse('INVALID_REQUEST', {
    words: 'Cannot accept the device: its id is known with another public key',
    next: 'remove it, then pair it anew',
    code: 'DEVICE_AUTH_DEVICE_ID_MISMATCH',
    rule: 'device-id-mismatch',
    details: { reason: 'device-id-mismatch' },
  });
}

export function unauthorized(
  words: string,
  next: string,
  rule: string,
  step: NextStep,
  more: Partial<Pick<Refusal, 'code' | 'status' | 'retryAfterMs'>> = {},
): GatewayError {
  return refuse('INVALID_REQUEST', {
    words: `unauthorized: ${words}`,
    next,
    code: codeOf(rule),
    rule,
    status: 401,
    ...more,
    details: {
      authReason: rule,
      canRetryWithDeviceToken: step === 'retry_with_device_token',
      recommendedNextStep: step,
    },
  });
}

function codeOf(rule: string): string {
  return `AUTH_${rule.replace('missing_config', 'not_configured').toUpperCase()}`;
}

export function openOnlyLocally(): GatewayError {
  const words = 'authentication is off, which serves only this machine';
  const next = 'set gateway.auth.mode to "token" to come in from elsewhere';
  return unauthorized(words, next, 'none_only_locally', 'review_auth_configuration', { code: 'AUTH_UNAUTHORIZED' });
}

export function identityRequired(kind: SecretKind): GatewayError {
  return refuse('NOT_PAIRED', {
    words: 'device identity required: no credential and no device were given',
    next: signIn[kind],
    code: 'DEVICE_IDENTITY_REQUIRED',
    rule: 'device_identity_required',
  });
}

export function controlUiIdentityRequired(): GatewayError {
  return refuse('INVALID_REQUEST', {
    words: 'Control UI requires a device identity, and a browser keeps keys only in a secure context',
    next: 'open it on localhost, through an SSH tunnel, or over HTTPS',
    code: 'CONTROL_UI_DEVICE_IDENTITY_REQUIRED',
    rule: 'control_ui_device_identity_required',
  });
}

export function roleRefused(role: string): GatewayError {
  return refuse('INVALID_REQUEST', {
    words:
      role === 'node'
        ? 'Cannot admit a node: this gateway serves operators only'
        : 'Cannot admit this role: it is not one that this gateway knows',
    next: 'connect with role "operator"',
    code: 'ROLE_NOT_SUPPORTED',
    rule: 'role_not_supported',
  });
}

/** The rules changed while somebody was on the way in. */
export function policyChanged(): GatewayError {
  return refuse('UNAVAILABLE', {
    words: 'gateway auth changed while the connection was being judged',
    next: 'connect again',
    code: 'AUTH_POLICY_CHANGED',
    rule: 'policy_changed',
    closeCode: 4001,
    closeReason: 'gateway auth changed',
    retryAfterMs: 0,
  });
}
