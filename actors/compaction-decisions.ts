// When a conversation is summed up, and what comes of it: pure decisions against a draft, like the others.
import type { Asked, AskedToCompact } from '../src/commands.ts';
import { GatewayError } from '../src/errors.ts';
import type { Run, SessionRecord } from '../src/records.ts';
import { Compaction, type Summed } from './compaction.ts';
import { repeated } from './decisions.ts';
import { tokensIn } from './tokens.ts';
import { refuseWhileBusy } from './tree-decisions.ts';
import type { Circumstances, Decision, Inner, Write } from './writes.ts';

/** So full the window may be when a run begins: the rest is for its answer and its tools. */
const FULL = 0.8;

export function compact({ asked }: Extract<Write, { type: 'compact' }>, at: Circumstances): Decision {
  const { state, compacting, known } = at;
  if (asked) {
    const earlier = state.run(asked.runId) ?? known.get(asked.runId);
    if (earlier) return { result: repeated(earlier, asked) };
    if (compacting?.asked?.runId === asked.runId) return { result: { runId: asked.runId, status: 'in_flight' } };
  }
  refuseWhileBusy(at, 'compact the conversation');
  const compaction = new Compaction('manual', asked ?? null);
  const result = asked ? { runId: asked.runId, status: 'started' } : compaction.done;
  return state.session ? { result, compact: compaction } : { ...nothing(compaction, at), result };
}

/** Before a run that the window has hardly room for. Its input keeps waiting: the summary stands before it. */
export function makeRoom(runs: readonly Run[], at: Circumstances): Decision | null {
  const { state, tried } = at;
  const [first] = runs;
  if (!state.session || !first || first.position !== null || first.id === tried) return null;
  if (!isFull(runs.flatMap(wordsOf), at)) return null;
  return { compact: new Compaction('auto-threshold'), tries: first.id };
}

/** All that an input has the model read, but for its files. */
export function wordsOf({ input: { message, results = [] } }: Run): string[] {
  return [message, ...results.map(({ text }) => text)];
}

export function isFull(messages: readonly string[], { draft, terms }: Circumstances): boolean {
  const window = terms.contextWindow(draft.session);
  if (window === null || draft.session.position === 0) return false;
  const tokens = messages.reduce((sum, message) => sum + tokensIn(message), draft.session.contextTokens);
  return tokens > window * FULL;
}

export function compacted(work: Extract<Inner, { type: 'compacted' }>, at: Circumstances): Decision {
  const { compaction, base, outcome } = work;
  // Nobody moves the leaf while it goes on: whoever may, has stopped it.
  if (at.compacting !== compaction) return {};
  if (outcome.type === 'nothing') return nothing(compaction, at);
  if (outcome.type === 'failed') return fail(compaction, outcome.error, at);
  return store(compaction, outcome, base, at);
}

/** Nothing is heard of it any longer, and nothing has changed. */
export function stopped({ compacting }: Circumstances, origin: string): Decision {
  if (!compacting) return {};
  const { id, asked, begun } = compacting;
  return {
    over: () => compacting.cancel(origin),
    // Two may stop it in one turn; it is told once.
    say: (voice) => [
      ...(begun && !compacting.ended ? [voice.operation(id, 'end', { completed: false, reason: origin })] : []),
      ...(asked && !compacting.ended ? [voice.dropped(asked.runId, origin)] : []),
    ],
  };
}

function store(compaction: Compaction, summed: Summed, base: SessionRecord, at: Circumstances): Decision {
  const { draft } = at;
  const { summary, keptFrom, firstKept, tokensBefore, tokensAfter } = summed;
  const { id, reason, asked } = compaction;
  // What was said while the model was at it is read beside the summary.
  const meanwhile = Math.max(0, draft.session.contextTokens - base.contextTokens);
  const entry = draft.append({
    role: 'system',
    content: [{ type: 'text', text: summary }],
    meta: { kind: 'compaction', compaction: { reason, tokensBefore, tokensAfter, keptFrom } },
  });
  draft.update({ contextTokens: tokensAfter + meanwhile });
  if (asked) draft.put(runOf(asked, null, at));
  const kept = firstKept ? { firstKeptEntryId: firstKept.id } : {};
  const result = { summary, ...kept, tokensBefore, tokensAfter, checkpointId: entry.id };
  return {
    over: () => compaction.finish({ compacted: true, result }),
    say: (voice) => [
      voice.message(entry),
      voice.operation(id, 'end', { completed: true }),
      voice.changed({ reason: 'compact' }),
      ...(asked ? [voice.replied(asked.runId, told(asked, tokensBefore, tokensAfter))] : []),
    ],
  };
}

function nothing(compaction: Compaction, at: Circumstances): Decision {
  const { asked } = compaction;
  if (asked && at.state.session) at.draft.put(runOf(asked, null, at));
  const reason = 'there is nothing yet that a summary could stand for';
  return {
    over: () => compaction.finish({ compacted: false, reason }),
    say: (voice) => (asked ? [voice.replied(asked.runId, asked.words.notCompacted)] : []),
  };
}

function told({ words }: AskedToCompact, before: number, after: number): string {
  return words.compacted.replace('{before}', String(before)).replace('{after}', String(after));
}

function fail(compaction: Compaction, error: unknown, at: Circumstances): Decision {
  const { id, asked, begun } = compaction;
  const words =
    error instanceof GatewayError
      ? error.message
      : 'Cannot compact as the model failed for a reason of its own; the log of the gateway has it';
  if (asked) at.draft.put(runOf(asked, words, at));
  return {
    over: () => compaction.fail(new GatewayError('UNAVAILABLE', words, { cause: error })),
    say: (voice) => [
      ...(begun ? [voice.operation(id, 'end', { completed: false, reason: words })] : []),
      ...(asked ? [voice.refused(asked.runId, words)] : []),
    ],
  };
}

/** So that the same command under the same name is not done twice. */
function runOf({ runId, message }: Asked, error: string | null, { draft, now }: Circumstances): Run {
  const { id: sessionId, leafId, position } = draft.session;
  return {
    sessionId,
    id: runId,
    state: error === null ? 'done' : 'failed',
    input: { message },
    entryId: leafId ?? runId,
    position,
    text: '',
    acceptedAt: now,
    startedAt: now,
    endedAt: now,
    stopReason: 'command',
    error,
  };
}
