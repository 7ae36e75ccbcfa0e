// The headers that every answer carries: what a browser may do with it, and where it may be shown. Those of a refusal, too.
import type { MiddlewareHandler } from 'hono';
import type { GatewayError } from '../src/errors.ts';

const policy = [
  "default-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' data: blob:",
  "font-src 'self'",
  "worker-src 'self'",
  // Also its socket: browsers that have the keys which the page needs know that it is of the same origin.
  "connect-src 'self'",
].join('; ');

const everywhere = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Permissions-Policy': 'camera=(self), microphone=(self), geolocation=(self), clipboard-write=(self)',
};

/** Of an answer that says no: it is kept nowhere, and says how long to wait if that is known. */
export function refusalHeaders(retryAfterMs: number | null | undefined): Headers {
  const headers = new Headers({ 'Cache-Control': 'no-store' });
  if (typeof retryAfterMs === 'number') headers.set('Retry-After', String(Math.ceil(retryAfterMs / 1000)));
  return headers;
}

/** A no that no application is there to say. */
export function refusalOf(error: GatewayError, status = error.status): Response {
  return Response.json({ error: error.shape() }, { status, headers: refusalHeaders(error.retryAfterMs) });
}

export function isUpgrade(request: Request): boolean {
  return request.headers.get('upgrade')?.toLowerCase() === 'websocket';
}

/** Whether a WebSocket can come of it. What a runtime finds wrong later it says in its own way, or not at all. */
export function isHandshake({ method, headers }: Request): boolean {
  const protocols = headers.get('sec-websocket-protocol')?.split(/[ \t]*,[ \t]*/) ?? [];
  return (
    method === 'GET' &&
    /^websocket$/i.test(headers.get('upgrade') ?? '') &&
    /(^|[ ,\t])upgrade([ ,\t]|$)/i.test(headers.get('connection') ?? '') &&
    headers.get('sec-websocket-version') === '13' &&
    /^[+/0-9A-Za-z]{22}==$/.test(headers.get('sec-websocket-key') ?? '') &&
    protocols.every((name) => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) &&
    new Set(protocols).size === protocols.length
  );
}

/** A route that sets one of these itself keeps its own. */
export function safeHeaders(strictTransportSecurity: string | false): MiddlewareHandler {
  const headers = Object.entries({
    ...everywhere,
    ...(strictTransportSecurity ? { 'Strict-Transport-Security': strictTransportSecurity } : {}),
  });
  return async (c, next) => {
    await next();
    // The headers of a 101 are immutable on some runtimes: touching them would turn an upgrade into an error.
    if (isUpgrade(c.req.raw) && c.res.status === 101) return;
    for (const [name, value] of headers) {
      if (!c.res.headers.has(name)) c.header(name, value);
    }
  };
}
