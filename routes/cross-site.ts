// What browsers say of where a request began: a page of another site may change nothing, whatever else the request holds.
import type { MiddlewareHandler } from 'hono';
import { GatewayError } from '../src/errors.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

export function refuseCrossSite(): MiddlewareHandler {
  return async (c, next) => {
    const site = c.req.header('sec-fetch-site')?.trim().toLowerCase();
    if (site !== 'cross-site' || reading.has(c.req.method)) return next();
    const words = "Cannot serve a page of another site: open the page from the gateway's own address";
    throw new GatewayError('FORBIDDEN', words, { details: { code: 'CROSS_SITE_REQUEST' } });
  };
}
