// POST /tools/invoke: one tool, called by a program that holds the gateway's secret.
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Toolbox, ToolScene } from '../src/agent-seams.ts';
import { GatewayError, invalidRequest } from '../src/errors.ts';
import type { ToolPlace } from '../src/methods/tool-scene.ts';
import { describeIssue, parse } from '../src/protocol/issues.ts';
import { Invocation } from '../src/protocol/tools.ts';
import { type Admit, admitFor } from './admission.ts';

export type ToolDeps = {
  admit: Admit;
  tools: Toolbox;
  toolScene: (place: ToolPlace) => Promise<ToolScene>;
};

const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** The client is gone: nobody reads the answer. */
const CLOSED = 499;

export function toolRoutes({ admit, tools, toolScene }: ToolDeps): Hono {
  const app = new Hono();
  app.post(
    '/tools/invoke',
    async (c, next) => {
      try {
        await admitFor('POST /tools/invoke', c, admit);
      } catch (error) {
        return refuse(c, error);
      }
      return next();
    },
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (c) => failure(c, 413, 'invalid_request', 'Cannot read the request: its body is larger than 2 MB'),
    }),
    async (c) => {
      const { signal } = c.req.raw;
      try {
        const asked = await readInvocation(c);
        const channel = c.req.header('x-openclaw-message-channel')?.trim() || undefined;
        const { sessionKey, agentId } = asked;
        return await invoke(c, asked, await toolScene({ sessionKey, agentId, channel }), tools);
      } catch (error) {
        if (signal.aborted) return new Response(null, { status: CLOSED });
        return refuse(c, error);
      }
    },
  );
  return app;
}

async function invoke(c: Context, { tool, args, dryRun }: Invocation, scene: ToolScene, tools: Toolbox) {
  if (dryRun) {
    const { tools: offered } = await tools.offered(scene);
    if (!offered.some(({ name }) => name === tool))
      return unavailable(c, `Cannot use "${tool}" here: tools.effective lists what may be used`);
    return c.json({ ok: true, dryRun: true, result: { content: [], isError: false } });
  }
  const { text, isError, invalidInput } = await tools.call(tool, args, scene, c.req.raw.signal);
  if (invalidInput) return failure(c, 400, 'invalid_request', text);
  if (isError) return failure(c, 500, 'tool_error', text);
  return c.json({ ok: true, result: { content: [{ type: 'text', text }], isError } });
}

async function readInvocation(c: Context): Promise<Invocation> {
  const body: unknown = await c.req.json().catch(() => {
    throw invalidRequest('Cannot read the request: its body is not JSON');
  });
  const read = parse(Invocation, body);
  if (!read.success) throw invalidRequest(`Cannot read the request: ${describeIssue(read.issues[0])}`);
  return read.output;
}

/** A tool that there is not and one that is not allowed look alike but for the words. */
function refuse(c: Context, error: unknown): Response {
  if (!(error instanceof GatewayError)) throw error;
  const code = error.details?.code;
  if (code === 'TOOL_NOT_FOUND' || code === 'TOOL_NOT_ALLOWED') return unavailable(c, error.message);
  if (error.status === 401) return failure(c, 401, 'unauthorized', error.message);
  if (error.status === 403) return failure(c, 403, 'forbidden', error.message);
  if (error.status === 400) return failure(c, 400, 'invalid_request', error.message);
  return failure(c, 503, 'unavailable', error.message);
}

function unavailable(c: Context, message: string): Response {
  return failure(c, 404, 'not_found', message);
}

function failure(c: Context, status: 400 | 401 | 403 | 404 | 413 | 500 | 503, type: string, message: string): Response {
  return c.json({ ok: false, error: { type, message } }, status);
}
