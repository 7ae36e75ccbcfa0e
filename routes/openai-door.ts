// The way in to OpenAI's interface: who may ask, how much, and what went wrong in the words of its clients.
import { getLogger } from '@logtape/logtape';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { GatewayError } from '../src/errors.ts';
import type { Surroundings } from '../src/methods/method.ts';
import { badRequest, notFound, type OpenAiError, toFailure } from '../src/openai/failure.ts';
import type { Listen, Principal } from '../src/ports.ts';
import type { RouteName } from '../src/protocol/operations.ts';
import { type Admit, admitFor } from './admission.ts';
import { refusalHeaders } from './headers.ts';

export type OpenAiDeps = {
  admit: Admit;
  openai: {
    around: Surroundings;
    listen: Listen;
    endpoints: { chatCompletions: { enabled: boolean }; responses: { enabled: boolean } };
  };
};
export type Entered = { Variables: { principal: Principal } };

const MAX_BODY_BYTES = 20 * 1024 * 1024;
const log = getLogger(['pincer', 'openai']);

export function admitted({ admit }: OpenAiDeps, route: RouteName) {
  return createMiddleware<Entered>(async (c, next) => {
    c.set('principal', await admitFor(route, c, admit));
    await next();
  });
}

/** An endpoint that the settings turn off is not there, whoever asks. */
export function unlessOff(enabled: boolean, setting: string): MiddlewareHandler {
  return async (c, next) => {
    if (enabled) return next();
    throw nothingAt(c, `gateway.http.endpoints.${setting}.enabled is false`);
  };
}

export function nothingAt({ req }: Context, why: string): GatewayError {
  return notFound(`Nothing answers ${req.method} ${req.path.slice(0, 200)}: ${why}`, null, 'not_found');
}

export function limited(): MiddlewareHandler {
  return bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      const details = { param: null, code: 'request_too_large' };
      throw new GatewayError('INVALID_REQUEST', 'Cannot read the request: its body is larger than 20 MB', {
        status: 413,
        details,
      });
    },
  });
}

export async function bodyOf(c: Context): Promise<unknown> {
  try {
    const body: unknown = JSON.parse(await c.req.text());
    return body;
  } catch {
    throw badRequest('Cannot read the request: its body is not JSON', null);
  }
}

export function answerFailure(thrown: unknown, c: Context): Response {
  const { status, error, retryAfterMs, repeatable } = failureOf(thrown, c.req.path);
  const headers = refusalHeaders(retryAfterMs);
  if (!repeatable) headers.set('X-Should-Retry', 'false');
  return Response.json({ error }, { status, headers });
}

export function explain(thrown: unknown, c: Context): OpenAiError {
  return failureOf(thrown, c.req.path).error;
}

function failureOf(error: unknown, path: string) {
  const reference = crypto.randomUUID().slice(0, 8);
  if (!(error instanceof GatewayError)) log.error('{path} failed ({reference}): {error}', { path, reference, error });
  return toFailure(error, reference);
}
