// OpenAI's HTTP interface: its addresses, under one way of saying no.
import { Hono } from 'hono';
import { chatCompletionRoutes } from './chat-completions.ts';
import { modelRoutes } from './models.ts';
import { answerFailure, type OpenAiDeps } from './openai-door.ts';
import { responsesRoutes } from './responses.ts';

export type { OpenAiDeps } from './openai-door.ts';

export function openAiRoutes(deps: OpenAiDeps): Hono {
  const app = new Hono();
  app.onError(answerFailure);
  for (const routes of [modelRoutes(deps), chatCompletionRoutes(deps), responsesRoutes(deps)]) app.route('/', routes);
  return app;
}
