// The Hono application, the same on every runtime.
import { getLogger } from '@logtape/logtape';
import { type Context, Hono } from 'hono';
import { refuseCrossSite } from '../routes/cross-site.ts';
import { refusalHeaders, safeHeaders } from '../routes/headers.ts';
import { type HealthDeps, healthRoutes } from '../routes/health.ts';
import { type MediaDeps, mediaRoutes } from '../routes/media.ts';
import { type OpenAiDeps, openAiRoutes } from '../routes/openai-app.ts';
import { type SocketDeps, socketRoutes } from '../routes/socket.ts';
import { type ToolDeps, toolRoutes } from '../routes/tools.ts';
import { type UiDeps, uiRoutes } from '../routes/ui.ts';
import { GatewayError, invalidRequest, publicShape } from './errors.ts';

export type AppDeps = HealthDeps &
  MediaDeps &
  OpenAiDeps &
  SocketDeps &
  ToolDeps &
  UiDeps & { refuseRequest: SocketDeps['refuse']; strictTransportSecurity: string | false };

const log = getLogger(['pincer', 'http']);

export function createApp(deps: AppDeps): Hono {
  const app = new Hono();
  app.use(safeHeaders(deps.strictTransportSecurity));
  app.onError(answerError);
  app.notFound((c) => c.json({ error: invalidRequest(`Nothing is at ${c.req.path}`).shape() }, 404));

  app.route('/', socketRoutes(deps));
  app.use(async (c, next) => {
    const refusal = deps.refuseRequest(c, deps.facts(c));
    return refusal ? c.json({ error: refusal.error.shape() }, refusal.status) : next();
  });
  app.use(refuseCrossSite());
  app.route('/', healthRoutes(deps));
  app.route('/', mediaRoutes(deps));
  app.route('/', openAiRoutes(deps));
  app.route('/', toolRoutes(deps));
  app.route('/', uiRoutes(deps));
  return app;
}

function answerError(error: Error, c: Context): Response {
  const reference = crypto.randomUUID().slice(0, 8);
  const known = error instanceof GatewayError;
  if (!known) log.error('{path} failed ({reference}): {error}', { path: c.req.path, reference, error });
  const shape = publicShape(error, reference);
  const status = known ? error.status : 500;
  return Response.json({ error: shape }, { status, headers: refusalHeaders(shape.retryAfterMs) });
}
