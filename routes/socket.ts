// The two doors: `/` to the gateway, `/sessions/:key/socket` straight to one session.
import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { GatewayError } from '../src/errors.ts';
import type { Facts } from '../src/ports.ts';
import { isUpgrade } from './headers.ts';

/** Who knocks, and at which session's door; null is the gateway's. */
export type Visit = { facts: Facts; session: string | null };

export type SocketDeps = {
  facts: (c: Context) => Facts;
  /** With who it is, as far as others vouch for it: the request that opens a socket is the only one that says so. */
  identify: (c: Context, facts: Facts) => Promise<Facts>;
  refuse: (c: Context, facts: Facts) => { error: GatewayError; status: 403 | 421 } | null;
  accept: (c: Context, visit: Visit) => Response | Promise<Response>;
};

const MAX_KEY = 512;

export function socketRoutes({ facts, identify, refuse, accept }: SocketDeps): Hono {
  const app = new Hono();

  const knock = createMiddleware(async (c, next) => {
    if (!isUpgrade(c.req.raw)) return next();
    const session = c.req.param('key') ?? null;
    if (session !== null && session.length > MAX_KEY)
      return c.text('Cannot open a session whose key is that long', 400);
    const known = facts(c);
    const refusal = refuse(c, known);
    if (refusal) return c.json({ error: refusal.error.shape() }, refusal.status);
    return accept(c, { facts: await identify(c, known), session });
  });

  app.get('/', knock);
  app.get('/sessions/:key/socket', knock, (c) => c.text('This address is for WebSocket connections', 426));
  return app;
}
