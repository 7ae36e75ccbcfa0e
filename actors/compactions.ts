// Brings a model to sum up the conversation, one at a time, and takes what came of it back through the mailbox.
import { getLogger } from '@logtape/logtape';
import type { SessionEvent } from '../src/commands.ts';
import { GatewayError } from '../src/errors.ts';
import type { Agent, Terms, Turn } from '../src/ports.ts';
import type { Entry, SessionRecord } from '../src/records.ts';
import type { Compaction, Outcome } from './compaction.ts';
import type { Voice } from './session-events.ts';
import { plan, sumUp, tokensAfter } from './summary.ts';
import type { Inner } from './writes.ts';

/** A model that is silent must not keep a session from going on. */
const LONGEST_MS = 180_000;
const log = getLogger(['pincer', 'compaction']);

type Deps = {
  agent: Agent;
  post: (work: Inner) => Promise<unknown>;
  say: (speak: (voice: Voice) => SessionEvent[]) => void;
};

export class Compactions {
  readonly #deps: Deps;
  #last: Compaction | null = null;
  /** The run that room was to be made for last: it begins next, whatever came of it. */
  tried: string | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  begin(compaction: Compaction, session: SessionRecord, context: Promise<Entry[]>, terms: Terms): void {
    this.#last = compaction;
    void this.#run(compaction, session, context, terms);
  }

  get current(): Compaction | null {
    return this.#last?.ended ? null : this.#last;
  }

  async #run(compaction: Compaction, session: SessionRecord, context: Promise<Entry[]>, terms: Terms): Promise<void> {
    const outcome = await this.#sumUp(compaction, session, context, terms).catch((error): Outcome => {
      if (!compaction.signal.aborted) log.warn('Cannot sum up {key}: {error}', { key: session.key, error });
      return { type: 'failed', error };
    });
    try {
      await this.#deps.post({ type: 'compacted', compaction, base: session, outcome });
    } catch (error) {
      log.error('Cannot store the summary of {key}: {error}', { key: session.key, error });
      compaction.fail(error);
      // What waited for the room goes on without it, as soon as what is stored is known again.
      await this.#deps.post({ type: 'start' }).catch(() => undefined);
      const reason = 'Cannot compact as the summary could not be stored';
      this.#deps.say((voice) => [
        voice.operation(compaction.id, 'end', { completed: false, reason }),
        ...(compaction.asked ? [voice.refused(compaction.asked.runId, reason)] : []),
      ]);
    }
  }

  async #sumUp(
    compaction: Compaction,
    session: SessionRecord,
    context: Promise<Entry[]>,
    terms: Terms,
  ): Promise<Outcome> {
    const entries = await context;
    const planned = plan(entries, session.contextTokens);
    if (!planned) return { type: 'nothing' };
    if (compaction.signal.aborted) return { type: 'failed', error: compaction.signal.reason };
    compaction.begun = true;
    this.#deps.say((voice) => [voice.operation(compaction.id, 'start')]);
    const timer = new AbortController();
    const limit = Math.min(terms.timeoutMs || LONGEST_MS, LONGEST_MS);
    const timeout = setTimeout(() => timer.abort(), limit);
    try {
      const signal = AbortSignal.any([compaction.signal, timer.signal]);
      const ask = (part: Entry[]) => this.#ask(turnOf(compaction, session, part), signal);
      const summary = await sumUp(planned, terms.contextWindow(session), ask);
      const { kept, tokensBefore } = planned;
      const [firstKept = null] = kept;
      const keptFrom = firstKept?.position ?? session.position + 1;
      return {
        type: 'done',
        summary,
        keptFrom,
        firstKept,
        tokensBefore,
        tokensAfter: tokensAfter(summary, planned),
      };
    } finally {
      clearTimeout(timeout);
    }
  }

  /** All that the model says; what it said before it was stopped is no summary. */
  async #ask(turn: Turn, signal: AbortSignal): Promise<string> {
    const { promise: stopped, reject } = Promise.withResolvers<never>();
    const stop = () => reject(new GatewayError('UNAVAILABLE', 'Cannot sum up the conversation as it took too long'));
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([this.#listen(turn, signal), stopped]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async #listen(turn: Turn, signal: AbortSignal): Promise<string> {
    let text = '';
    for await (const event of this.#deps.agent(turn, signal)) if (event.type === 'text') text += event.delta;
    return text;
  }
}

function turnOf({ id }: Compaction, session: SessionRecord, entries: Entry[]): Turn {
  const { key: sessionKey, agentId, model } = session;
  const runId = `compact-${id}`;
  const nothing = { thinking: null, instructions: null, steer: async () => [] };
  return { sessionKey, agentId, runId, purpose: 'summary', entries, model, ...nothing };
}
