// An answer with no words in it: whoever asked would see nothing, and not know why.
import type { AgentEvent } from '../ports.ts';
import { ProviderFailure } from './provider-failure.ts';

type Emptiness = { why: string; next: string; kind: string };

/** The same events; an error when they end and neither words came nor tools were used, or the last words were cut off. */
export async function* neverEmpty(events: AsyncIterable<AgentEvent>, model: string): AsyncGenerator<AgentEvent> {
  let used = false;
  let said = false;
  let stopReason: string | null = null;
  for await (const event of events) {
    if (event.type === 'text') said ||= event.delta.trim() !== '';
    if (event.type === 'tool-start') used = true;
    if (event.type === 'step' && event.stopReason === 'toolUse') said = false;
    if (event.type === 'step') stopReason = event.stopReason;
    yield event;
  }
  // What was stopped ends without an end of its own.
  if (said || stopReason === null || stopReason === 'toolUse' || (used && stopReason === 'stop')) return;
  const { why, next, kind } = emptiness(stopReason);
  const message = `Cannot get an answer from ${model}: ${why}; ${next}`;
  throw new ProviderFailure(message, {
    why,
    what: 'failed',
    details: { model, errorKind: kind },
    retryAfterMs: undefined,
  });
}

function emptiness(stopReason: string): Emptiness {
  switch (stopReason) {
    case 'length':
      return {
        why: 'it reached its limit before it said anything',
        next: 'let it think less, or raise the maxTokens of the model',
        kind: 'unknown',
      };
    case 'content-filter':
      return { why: 'it refused the content', next: 'say it in another way', kind: 'refusal' };
    default:
      return { why: 'its answer was empty', next: 'try again or choose another model', kind: 'unknown' };
  }
}
