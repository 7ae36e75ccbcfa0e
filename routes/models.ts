// GET /v1/models: the agents under names of their own, and every model that the settings name.
import { Hono } from 'hono';
import type { Surroundings } from '../src/methods/method.ts';
import { notFound } from '../src/openai/failure.ts';
import { admitted, type Entered, type OpenAiDeps } from './openai-door.ts';

export function modelRoutes(deps: OpenAiDeps): Hono<Entered> {
  const app = new Hono<Entered>();
  const fresh = { 'Cache-Control': 'no-store' };
  app.get('/v1/models', admitted(deps, 'GET /v1/models'), (c) =>
    c.json({ object: 'list', data: listOf(deps.openai.around) }, 200, fresh),
  );
  app.get('/v1/models/:id{.+}', admitted(deps, 'GET /v1/models/:id'), (c) => {
    const asked = c.req.param('id');
    const model = listOf(deps.openai.around).find(({ id }) => id === asked);
    if (model) return c.json(model, 200, fresh);
    const words = `Cannot find the model '${asked.slice(0, 100)}': GET /v1/models lists what is here`;
    throw notFound(words, 'model', 'model_not_found');
  });
  return app;
}

function listOf({ agents, models, startedAt }: Surroundings) {
  const created = Math.floor(startedAt / 1000);
  const listed = ['default', ...agents().map(({ id }) => id)].map((id) => ({
    id: `openclaw/${id}`,
    owner: 'openclaw',
  }));
  const served = models()
    .filter(({ available }) => available)
    .map(({ provider, id }) => ({ id: `${provider}/${id}`, owner: provider }));
  const unique = new Map([...listed, ...served].map((one) => [one.id, one]));
  return [...unique.values()].map(({ id, owner }) => ({ id, object: 'model', created, owned_by: owner }));
}
