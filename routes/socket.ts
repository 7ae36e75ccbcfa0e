// The two doors: the page's root, which is `/`, to the gateway; `/sessions/:key/socket` straight to one session.
import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { type GatewayError, invalidRequest } from '../src/errors.ts';
import type { Facts } from '../src/ports.ts';
import { isHandshake, isUpgrade } from './headers.ts';
import { isRoot } from './page-root.ts';

/** Who knocks, and at which session's door; null is the gateway's. `leave` gives back the place where strangers wait. */
export type Visit = { facts: Facts; session: string | null; leave: () => void };

export type SocketDeps = {
  facts: (c: Context) => Facts;
  /** With who it is, as far as others vouch for it: the request that opens a socket is the only one that says so. */
  identify: (c: Context, facts: Facts) => Promise<Facts>;
  refuse: (c: Context, facts: Facts) => { error: GatewayError; status: 403 | 421 } | null;
  /** A place to wait in until it is known whose the socket is; throws when there is none. */
  enter: (c: Context, facts: Facts) => { leave: () => void };
  accept: (c: Context, visit: Visit) => Response | Promise<Response>;
};

const MAX_KEY = 512;

export function socketRoutes({ facts, identify, refuse, enter, accept }: SocketDeps): Hono {
  const app = new Hono();

  const knock = createMiddleware(async (c, next) => {
    if (!isUpgrade(c.req.raw)) return next();
    const session = c.req.param('key') ?? null;
    if (session !== null && session.length > MAX_KEY)
      return c.text('Cannot open a session whose key is that long', 400);
    const known = facts(c);
    const refusal = refuse(c, known);
    if (refusal) return c.json({ error: refusal.error.shape() }, refusal.status);
    if (!isHandshake(c.req.raw)) throw invalidRequest('Cannot open a socket: the request is no WebSocket handshake');
    const { leave } = enter(c, known);
    try {
      return await accept(c, { facts: await identify(c, known), session, leave });
    } catch (error) {
      leave();
      throw error;
    }
  });

  // The page opens its socket where it stands, also where a proxy leaves a prefix in the path.
  app.get('*', (c, next) => (isRoot(c.req.path) ? knock(c, next) : next()));
  app.get('/sessions/:key/socket', knock, (c) => c.text('This address is for WebSocket connections', 426));
  return app;
}
