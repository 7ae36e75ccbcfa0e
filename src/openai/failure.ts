// What goes wrong, as OpenAI's clients read it: a status, and `{ error: { message, type, param, code } }`.
import { GatewayError, publicShape } from '../errors.ts';

export type OpenAiError = { message: string; type: string; param: string | null; code: string | null };
export type Failure = {
  status: number;
  error: OpenAiError;
  retryAfterMs: number | null;
  /** False once the message is in a conversation: asking again would say it twice. */
  repeatable: boolean;
};

/** Something in the request: `param` says where. */
export function badRequest(message: string, param: string | null, code: string | null = null): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { details: { param, code } });
}

export function notFound(message: string, param: string | null, code: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { status: 404, details: { param, code } });
}

const kinds = {
  rate_limit: { status: 429, code: 'rate_limit_exceeded' },
  timeout: { status: 504, code: 'timeout' },
  context_length: { status: 400, code: 'context_length_exceeded' },
  refusal: { status: 400, code: 'content_filter' },
  /** A provider that rejects the gateway's own key says nothing about the key of whoever asks here. */
  unknown: { status: 502, code: 'agent_failed' },
} as const;
export type FailureKind = keyof typeof kinds;

/** A run that ended badly. */
export function runFailure(message: string, kind: FailureKind = 'unknown', retryAfterMs?: number): GatewayError {
  const { status, code } = kinds[kind];
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new GatewayError('UNAVAILABLE', message, { status, details: { code, repeatable: false }, ...wait });
}

const QUEUE_WAIT_MS = 5000;

export function toFailure(thrown: unknown, reference: string): Failure {
  const known = thrown instanceof GatewayError ? thrown : null;
  const details = known?.details ?? {};
  const full = details.code === 'QUEUE_FULL';
  const status = full ? 429 : (known?.status ?? 500);
  const code = status === 401 ? 'invalid_api_key' : known === null ? 'internal_error' : details.code;
  return {
    status,
    error: {
      message: publicShape(thrown, reference).message,
      type: typeOf(status),
      param: typeof details.param === 'string' ? details.param : null,
      code: typeof code === 'string' ? code.toLowerCase() : null,
    },
    retryAfterMs: known?.retryAfterMs ?? (full ? QUEUE_WAIT_MS : null),
    repeatable: details.repeatable !== false,
  };
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}
