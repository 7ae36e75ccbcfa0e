// What the gateway tells of one session while it is followed.
import * as v from 'valibot';
import { isTheGateway, readRow, spokenText } from './row.ts';
import type { Talk } from './talk.ts';
import type { Outcome } from './transcript.ts';
import { AgentEvent, ChatEvent, Operation, SessionMessage, SessionsChanged } from './wire.ts';

/** After these the conversation is another one than was shown. */
const moves = new Set(['reset', 'delete', 'rewind', 'branch-switch', 'checkpoint-restore']);

export type Ears = {
  moved(): void;
  /** Something else about the session: its row, or what waits in it. */
  altered(changed: v.InferOutput<typeof SessionsChanged>): void;
  stored(runId: string): void;
  ended(runId: string, outcome: Outcome['state']): void;
  summing(on: boolean): void;
};

/** Gives what ends it. */
export function hearConversation(talk: Talk, ears: Ears): () => void {
  const { gateway, key, transcript, changed } = talk;
  const on = <S extends v.GenericSchema<unknown, { sessionKey: string }>>(
    name: string,
    schema: S,
    hear: (event: v.InferOutput<S>) => void,
  ) =>
    gateway.hear(name, (payload) => {
      const read = v.safeParse(schema, payload);
      if (!read.success || read.output.sessionKey !== key) return;
      hear(read.output);
      changed();
    });

  const ends = [
    on('chat', ChatEvent, (event) => {
      const { runId } = event;
      // A note of the gateway's own: its row comes by itself, under its own name.
      if (runId.startsWith('inject-')) return;
      const text = spokenText(event.message);
      if (event.state === 'status') transcript.started(runId);
      if (event.state === 'delta') {
        transcript.delta(runId, { whole: text, append: event.deltaText ?? '', replace: event.replace });
      }
      const outcome = outcomeOf(event, text);
      if (!outcome) return;
      transcript.end(runId, outcome);
      ears.ended(runId, outcome.state);
    }),
    on('agent', AgentEvent, (event) => work(talk, event)),
    on('session.tool', AgentEvent, (event) => work(talk, event)),
    on('session.message', SessionMessage, ({ message }) => {
      const row = readRow(message);
      if (!row) return;
      transcript.message(row);
      if (row.role === 'user' && row.clientKey?.endsWith(':user')) ears.stored(row.clientKey.slice(0, -':user'.length));
      // What stood before it may not be shown any more.
      if (row.kind === 'reset') ears.moved();
    }),
    on('sessions.changed', SessionsChanged, (event) => {
      if (moves.has(event.reason ?? '')) ears.moved();
      ears.altered(event);
    }),
    on('session.operation', Operation, ({ operation, phase }) => {
      if (operation === 'compact') ears.summing(phase === 'start');
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function work({ transcript }: Talk, { runId, stream, data, ts }: AgentEvent): void {
  if (stream === 'lifecycle' && data.phase === 'start') transcript.started(runId);
  if (stream === 'lifecycle' && data.phase === 'model' && data.model !== undefined) {
    const run = transcript.started(runId);
    if (run) run.model = data.provider === undefined ? data.model : `${data.provider}/${data.model}`;
  }
  if (stream === 'thinking' && data.delta !== '') transcript.thought(runId, data.delta);
  if (stream !== 'tool' || data.toolCallId === undefined) return;
  const over = data.phase === 'result';
  transcript.tool(
    runId,
    {
      id: data.toolCallId,
      name: data.name ?? 'tool',
      state: over ? (data.isError ? 'failed' : 'done') : 'running',
      ...(data.args === undefined ? {} : { input: JSON.stringify(data.args, null, 2) }),
      ...(over ? { output: spokenText(data.result) ?? '' } : {}),
    },
    ts,
  );
}

function outcomeOf(event: v.InferOutput<typeof ChatEvent>, text: string | null): Outcome | null {
  switch (event.state) {
    case 'final':
      return { state: 'done', text };
    case 'aborted':
      return { state: isTheGateway(event.stopReason) ? 'cut' : 'stopped', text };
    case 'error':
      return { state: 'failed', text, error: event.errorMessage ?? '' };
    default:
      return null;
  }
}
