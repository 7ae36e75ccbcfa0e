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
  refuse: (facts: Facts) => { error: GatewayError; status: 403 | 421 } | null;
  accept: (c: Context, visit: Visit) => Response | Promise<Response>;
};

const MAX_KEY = 512;

export function socketRoutes({ facts, refuse, accept }: SocketDeps): Hono {
  const app = new Hono();

  const knock = createMiddleware(async (c, next) => {
    if (!isUpgrade(c.req.raw)) return next();
    const session = c.req.param('key') ?? null;
    if (session !== null && session.length > MAX_KEY)
      return c.text('Cannot open a session whose key is that long', 400);
    const visit = { facts: facts(c), session };
    const refusal = refuse(visit.facts);
    if (refusal) return c.json({ error: refusal.error.shape() }, refusal.status);
    return accept(c, visit);
  });

  app.get('/', knock);
  app.get('/sessions/:key/socket', knock, (c) => c.text('This address is for WebSocket connections', 426));
  return app;
}
