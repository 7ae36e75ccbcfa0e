// The application of a gateway: its routes, with what each of them asks of the inside and of the doors.
import type { Context, Hono } from 'hono';
import manifest from '../../package.json' with { type: 'json' };
import { bootstrap } from '../../routes/bootstrap.ts';
import type { Visit } from '../../routes/socket.ts';
import type { Files } from '../../routes/ui.ts';
import { createApp } from '../app.ts';
import type { Approach } from '../auth/facts.ts';
import type { Settings } from '../config/schema.ts';
import { keyOf } from '../methods/target.ts';
import { toolSceneOf } from '../methods/tool-scene.ts';
import type { Listen } from '../ports.ts';
import type { Doors } from './doors.ts';
import type { Interior } from './interior.ts';

type Parts = {
  interior: Interior;
  doors: Doors;
  /** Who is at the other end of a request. */
  approach: (c: Context) => Approach;
  accept: (c: Context, visit: Visit) => Response | Promise<Response>;
  listen: Listen;
  files: Files;
  gateway: Settings['gateway'];
};

export function application({ interior, doors, approach, accept, listen, files, gateway }: Parts): Hono {
  const { around, agents, media, defaultAgent } = interior;
  const { id, name } = defaultAgent;
  return createApp({
    facts: (c) => doors.facts(c.req.raw.headers, approach(c)),
    identify: (c, facts) => doors.identify(c.req.raw.headers, facts),
    refuse: (c, facts) => doors.refuseUpgrade(facts, c.req.path),
    refuseRequest: (c, facts) => doors.refuseRequest(facts, c.req.path),
    enter: (c, facts) => doors.enter(facts, c.req.path),
    accept,
    ready: async () => (await around.index.list({ limit: 1, offset: 0 })).total >= 0,
    files,
    bootstrap: (authorised) => bootstrap(authorised, { assistantName: name, agentId: id, version: manifest.version }),
    media,
    sessionKey: (given, agentId) => keyOf(given, agentId, around),
    tools: agents.tools,
    toolScene: (given) => toolSceneOf(given, around),
    openai: { around, listen, endpoints: gateway.http.endpoints },
    admit: (c) => doors.admit(c.req.raw.headers, approach(c), c.req.path),
    strictTransportSecurity: gateway.http.securityHeaders.strictTransportSecurity,
  });
}
