// Two questions of a supervisor: does the process answer, and would it take work.
import { Hono } from 'hono';

export type HealthDeps = { ready: () => Promise<boolean> };

export function healthRoutes({ ready }: HealthDeps): Hono {
  const app = new Hono();
  const fresh = { 'Cache-Control': 'no-store' };
  app.get('/healthz', (c) => c.json({ ok: true }, 200, fresh));
  app.get('/readyz', async (c) => {
    // Why it is not ready is for the log: anyone may ask here.
    const ok = await ready().catch(() => false);
    return c.json({ ok }, ok ? 200 : 503, fresh);
  });
  return app;
}
