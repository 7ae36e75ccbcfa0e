// The headers that every answer carries: what a browser may do with it, and where it may be shown.
import type { MiddlewareHandler } from 'hono';

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
  "connect-src 'self' ws: wss:",
].join('; ');

const headers = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Permissions-Policy': 'camera=(self), microphone=(self), geolocation=(self), clipboard-write=(self)',
};

export function isUpgrade(request: Request): boolean {
  return request.headers.get('upgrade')?.toLowerCase() === 'websocket';
}

/** A route that sets one of these itself keeps its own. */
export function safeHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    // The headers of a 101 are immutable on some runtimes: touching them would turn an upgrade into an error.
    if (isUpgrade(c.req.raw) && c.res.status === 101) return;
    for (const [name, value] of Object.entries(headers)) {
      if (!c.res.headers.has(name)) c.header(name, value);
    }
  };
}
