// The one error whose words may reach a client, and what its codes mean at the edges.

export type Code =
  | 'INVALID_REQUEST'
  | 'FORBIDDEN'
  | 'NOT_PAIRED'
  | 'NOT_LINKED'
  | 'AGENT_TIMEOUT'
  | 'UNAVAILABLE'
  | 'INTERNAL';

export type ErrorShape = {
  code: string;
  message: string;
  details?: Record<string, unknown>;
  retryable?: boolean;
  retryAfterMs?: number;
};

type Extras = {
  details?: Record<string, unknown>;
  retryAfterMs?: number;
  closeCode?: number;
  /** Where the reason of the close says more than the message. */
  closeReason?: string;
  status?: number;
  cause?: unknown;
};

export class GatewayError extends Error {
  readonly code: Code;
  readonly details: Record<string, unknown> | undefined;
  readonly retryAfterMs: number | undefined;
  readonly #closeCode: number | undefined;
  readonly #closeReason: string | undefined;
  readonly #status: number | undefined;

  constructor(code: Code, message: string, extras: Extras = {}) {
    const frames = Error.stackTraceLimit;
    // A refusal is an answer: writing down where it was made would take longer than all the rest of it.
    if (code !== 'INTERNAL') Error.stackTraceLimit = 0;
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause });
    Error.stackTraceLimit = frames;
    this.name = 'GatewayError';
    this.code = code;
    this.details = extras.details;
    this.retryAfterMs = extras.retryAfterMs;
    this.#closeCode = extras.closeCode;
    this.#closeReason = extras.closeReason;
    this.#status = extras.status;
  }

  /** The code to close a socket with, when this error ends it. */
  get closeCode(): number {
    return this.#closeCode ?? closeCodes[this.code];
  }

  get closeReason(): string {
    return this.#closeReason ?? this.message;
  }

  get status(): number {
    return this.#status ?? statuses[this.code];
  }

  shape(): ErrorShape {
    const shape: ErrorShape = { code: this.code, message: this.message };
    if (this.details) shape.details = this.details;
    if (this.retryAfterMs !== undefined || this.code === 'UNAVAILABLE') shape.retryable = true;
    if (this.retryAfterMs !== undefined) shape.retryAfterMs = this.retryAfterMs;
    return shape;
  }
}

const statuses: Record<Code, number> = {
  INVALID_REQUEST: 400,
  FORBIDDEN: 403,
  NOT_PAIRED: 403,
  NOT_LINKED: 409,
  AGENT_TIMEOUT: 504,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

const closeCodes: Record<Code, number> = {
  INVALID_REQUEST: 1008,
  FORBIDDEN: 1008,
  NOT_PAIRED: 1008,
  NOT_LINKED: 1008,
  AGENT_TIMEOUT: 1011,
  UNAVAILABLE: 1013,
  INTERNAL: 1011,
};

export function invalidRequest(message: string, details?: Record<string, unknown>): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, details ? { details } : {});
}

export function missingScope(scope: string): GatewayError {
  const next = `connect with ${scope}, as a device or a user that was given it`;
  return new GatewayError('FORBIDDEN', `missing scope: ${scope}`, {
    details: { code: 'MISSING_SCOPE', rule: 'missing_scope', next, missingScope: scope, requiredScopes: [scope] },
  });
}

/** What may be said of any error: a GatewayError in its own words, everything else only by a reference to the log. */
export function publicShape(error: unknown, reference: string): ErrorShape {
  if (error instanceof GatewayError) return error.shape();
  return { code: 'INTERNAL', message: `Internal error; the gateway's log has the cause under ${reference}` };
}
