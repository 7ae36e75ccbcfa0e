// The way in to OpenAI's interface: who may ask, how much, and what went wrong in the words of its clients.
import { getLogger } from '@logtape/logtape';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { GatewayError, missingScope } from '../src/errors.ts';
import type { Surroundings } from '../src/methods/method.ts';
import { badRequest, notFound, type OpenAiError, toFailure } from '../src/openai/failure.ts';
import type { Listen, Principal } from '../src/ports.ts';
import { allows } from '../src/protocol/scopes.ts';

export type OpenAiDeps = {
  /** Who asks; throws when it is nobody that may. */
  admit: (c: Context) => Promise<Principal>;
  openai: {
    around: Surroundings;
    listen: Listen;
    endpoints: { chatCompletions: { enabled: boolean }; responses: { enabled: boolean } };
  };
};
export type Entered = { Variables: { principal: Principal } };

const MAX_BODY_BYTES = 20 * 1024 * 1024;
const log = getLogger(['pincer', 'openai']);

export function admitted({ admit }: OpenAiDeps, scope: 'operator.read' | 'operator.write') {
  return createMiddleware<Entered>(async (c, next) => {
    const principal = await admit(c);
    if (!allows(principal.scopes, scope)) throw missingScope(scope);
    c.set('principal', principal);
    await next();
  });
}

/** An endpoint that the settings turn off is not there, whoever asks. */
export function unlessOff(enabled: boolean, setting: string): MiddlewareHandler {
  return async (c, next) => {
    if (enabled) return next();
    throw notFound(
      `Nothing is at ${c.req.path}: gateway.http.endpoints.${setting}.enabled is false`,
      null,
      'not_found',
    );
  };
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
  const headers = new Headers({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  if (retryAfterMs !== null) headers.set('Retry-After', String(Math.ceil(retryAfterMs / 1000)));
  if (!repeatable) headers.set('X-Should-Retry', 'false');
  return new Response(JSON.stringify({ error }), { status, headers });
}

export function explain(thrown: unknown, c: Context): OpenAiError {
  return failureOf(thrown, c.req.path).error;
}

function failureOf(error: unknown, path: string) {
  const reference = crypto.randomUUID().slice(0, 8);
  if (!(error instanceof GatewayError)) log.error('{path} failed ({reference}): {error}', { path, reference, error });
  return toFailure(error, reference);
}
