// From what a request asks for to the run that answers it, and back out as JSON or as a stream.
import { getLogger } from '@logtape/logtape';
import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import { senderOf } from '../src/methods/target.ts';
import { checkWords } from '../src/methods/words.ts';
import type { Asked } from '../src/openai/asked.ts';
import { checkCalled, toEarlier } from '../src/openai/conversation.ts';
import { badRequest } from '../src/openai/failure.ts';
import { choosePlace, type Place } from '../src/openai/place.ts';
import { OpenAiRun } from '../src/openai/run.ts';
import { refuseClash } from '../src/openai/tools.ts';
import { RunId } from '../src/protocol/chat.ts';
import { parse } from '../src/protocol/issues.ts';
import { readSessionKey } from '../src/protocol/session-key.ts';
import type { Entered, OpenAiDeps } from './openai-door.ts';

/** So long a stream may say nothing: proxies and clients give up on lines that are still. */
export const QUIET_MS = 15_000;
const IDEMPOTENCY = 'Idempotency-Key';
const log = getLogger(['pincer', 'openai']);

export type Turn = { runId: string; run: OpenAiRun };

export async function beginTurn(c: Context<Entered>, asked: Asked, { openai }: OpenAiDeps): Promise<Turn> {
  const { around, listen } = openai;
  const { sessions } = around;
  const { signal } = c.req.raw;
  const runId = runIdOf(c);
  const { conversation } = asked;
  const { results } = conversation;
  if (results.length === 0 || conversation.message !== '') checkWords(conversation.message, conversation.files);
  const wish = { ...asked, headers: placeHeaders(c) };
  const place = await choosePlace(wish, {
    agents: around.agents(),
    models: around.models(),
    mainKey: around.terms().mainKey,
    index: around.index,
  });
  const { clientTools } = asked;
  if (clientTools) {
    const { agentId } = readSessionKey(place.key);
    const scene = { agentId, sessionKey: place.key, model: place.model, runId };
    refuseClash(clientTools, (await around.tools.offered(scene)).tools);
  }
  const principal = c.get('principal');
  const send = {
    type: 'send' as const,
    runId,
    message: conversation.message,
    sender: senderOf({ principal }),
    queueMode: 'followup' as const,
    attachments: await around.intake.receive(conversation.files),
    ...(conversation.instructions === null ? {} : { instructions: conversation.instructions }),
    ...(asked.thinking === null ? {} : { thinking: asked.thinking }),
    ...(clientTools === null ? {} : { clientTools }),
    ...(results.length === 0 ? {} : { results }),
  };
  const question = { key: place.key, send, create: await creationOf(place, asked, openai) };
  const run = await OpenAiRun.begin(question, principal, { sessions, listen });
  const leave = () => void run.leave().catch((error) => log.error('Cannot stop a run: {error}', { error }));
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  return { runId, run };
}

/** A stream goes as fast as it is read: what is not read yet is not made yet. */
export function streamOf(c: Context, { run }: Turn, frames: AsyncIterable<string>): Response {
  c.header('Content-Type', 'text/event-stream; charset=utf-8');
  c.header('Cache-Control', 'no-store');
  c.header('X-Accel-Buffering', 'no');
  return stream(
    c,
    async (out) => {
      out.onAbort(() => run.leave());
      try {
        for await (const frame of frames) {
          if (out.aborted) return;
          await out.write(frame);
        }
      } finally {
        await run.leave();
      }
    },
    async (error) => log.error('A stream ended early: {error}', { error }),
  );
}

async function creationOf({ stateless, model }: Place, { conversation }: Asked, { around }: OpenAiDeps['openai']) {
  const patch = model === null ? {} : { model };
  if (!stateless) return model === null ? null : { patch };
  checkCalled(conversation);
  return { patch, earlier: await toEarlier(conversation.earlier, (files) => around.intake.receive(files)) };
}

function placeHeaders(c: Context) {
  return {
    agent: given(c, 'x-openclaw-agent-id'),
    model: given(c, 'x-openclaw-model'),
    session: given(c, 'x-openclaw-session-key'),
    idempotency: given(c, IDEMPOTENCY),
  };
}

function runIdOf(c: Context): string {
  const name = given(c, IDEMPOTENCY) ?? crypto.randomUUID();
  if (parse(RunId, name).success) return name;
  throw badRequest(`Cannot use the header ${IDEMPOTENCY}: it must be 1 to 250 visible characters`, IDEMPOTENCY);
}

function given(c: Context, header: string): string | null {
  return c.req.header(header)?.trim() || null;
}
