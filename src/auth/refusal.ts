// Why someone may not come in, in words that name the next step, and in the codes that clients act on.
import { GatewayError } from '../errors.ts';

export type SecretKind = 'token' | 'password';

type NextStep =
  | 'retry_with_device_token'
  | 'update_auth_configuration'
  | 'update_auth_credentials'
  | 'review_auth_configuration';

const signIn = {
  token: 'open the sign-in link that `pincer gateway` printed, or run `pincer web`',
  password: 'enter the password that is set in gateway.auth.password or OPENCLAW_GATEWAY_PASSWORD',
};

/** Over HTTP it is a program that asks, and there is no page for it to open. */
export function bearerStep(kind: SecretKind): string {
  return `send "Authorization: Bearer <${kind}>"; it is in gateway.auth.${kind} or OPENCLAW_GATEWAY_${kind.toUpperCase()}`;
}

export function secretMissing(kind: SecretKind, nextStep = signIn[kind]): GatewayError {
  return unauthorized(`gateway ${kind} missing (${nextStep})`, `${kind}_missing`, 'update_auth_configuration');
}

export function secretMismatch(kind: SecretKind, mayRetry: boolean, nextStep = signIn[kind]): GatewayError {
  const step = mayRetry ? 'retry_with_device_token' : 'update_auth_credentials';
  return unauthorized(`gateway ${kind} mismatch (${nextStep})`, `${kind}_mismatch`, step);
}

export function secretNotConfigured(kind: SecretKind): GatewayError {
  const words = `gateway ${kind} not configured (set gateway.auth.${kind} or OPENCLAW_GATEWAY_${kind.toUpperCase()})`;
  return unauthorized(words, `${kind}_missing_config`, 'review_auth_configuration');
}

export function deviceTokenMismatch(kind: SecretKind): GatewayError {
  const words = `device token mismatch (it is no longer valid: ${signIn[kind]})`;
  return unauthorized(words, 'device_token_mismatch', 'update_auth_credentials');
}

export function bootstrapTokenInvalid(kind: SecretKind): GatewayError {
  const words = `bootstrap token invalid (this gateway gives none out: ${signIn[kind]})`;
  return unauthorized(words, 'bootstrap_token_invalid', 'update_auth_credentials');
}

export function deviceKeyChanged(): GatewayError {
  const words = 'Cannot accept the device: its id is known with another public key (remove it, then pair it anew)';
  return new GatewayError('INVALID_REQUEST', words, {
    details: { code: 'DEVICE_AUTH_DEVICE_ID_MISMATCH', reason: 'device-id-mismatch' },
  });
}

function unauthorized(words: string, authReason: string, recommendedNextStep: NextStep): GatewayError {
  return new GatewayError('INVALID_REQUEST', `unauthorized: ${words}`, {
    status: 401,
    details: {
      code: `AUTH_${authReason.replace('missing_config', 'not_configured').toUpperCase()}`,
      authReason,
      canRetryWithDeviceToken: recommendedNextStep === 'retry_with_device_token',
      recommendedNextStep,
    },
  });
}

export function openOnlyLocally(): GatewayError {
  const words =
    'unauthorized: authentication is off, which serves only this machine ' +
    '(set gateway.auth.mode to "token" to come in from elsewhere)';
  return new GatewayError('INVALID_REQUEST', words, {
    status: 401,
    details: { code: 'AUTH_UNAUTHORIZED', recommendedNextStep: 'review_auth_configuration' },
  });
}

export function identityRequired(kind: SecretKind): GatewayError {
  const words = `device identity required: no credential and no device were given (${signIn[kind]})`;
  return new GatewayError('NOT_PAIRED', words, { details: { code: 'DEVICE_IDENTITY_REQUIRED' } });
}

export function controlUiIdentityRequired(): GatewayError {
  const words =
    'Control UI requires a device identity, and a browser keeps keys only in a secure context ' +
    '(open it on localhost, through an SSH tunnel, or over HTTPS)';
  return new GatewayError('INVALID_REQUEST', words, { details: { code: 'CONTROL_UI_DEVICE_IDENTITY_REQUIRED' } });
}

export function roleRefused(role: string): GatewayError {
  const words =
    role === 'node'
      ? 'Cannot admit a node: this gateway serves operators only; connect with role "operator"'
      : 'Cannot admit this role: it is not one that this gateway knows; connect with role "operator"';
  return new GatewayError('INVALID_REQUEST', words, { details: { code: 'ROLE_NOT_SUPPORTED' } });
}
