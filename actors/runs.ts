// The runs of one session: gives the next one to the agent, listens to it, and tells those who wait for its end.
import { getLogger } from '@logtape/logtape';
import type { Results, SessionEvent } from '../src/commands.ts';
import { GatewayError } from '../src/errors.ts';
import type { Agent, Terms, Transcript, Turn } from '../src/ports.ts';
import type { Entry, Run, Usage } from '../src/records.ts';
import type { History } from './history.ts';
import { LiveRun, type Watch } from './live-run.ts';
import { leftOpen } from './open-calls.ts';
import { shownText } from './projection.ts';
import type { Voice } from './session-events.ts';
import type { SessionState } from './session-state.ts';
import { addUsage } from './tokens.ts';
import type { Inner } from './writes.ts';

const RETRY_MS = 1000;
/** A timer that is set for longer goes off at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const log = getLogger(['pincer', 'run']);
const nothingUsed: Usage = { input: 0, output: 0, totalTokens: 0 };

type Ended = (run: Run) => void;
type Left = Pick<Results['wait'], 'said' | 'usage' | 'calls'>;
type Deps = {
  agent: Agent;
  history: History;
  /** What the model is to read. */
  context: (state: SessionState) => Promise<Entry[]>;
  post: (work: Inner) => Promise<unknown>;
  /** Gives the live run what was said to it meanwhile. */
  steer: (live: LiveRun) => Promise<Entry[]>;
  say: (speak: (voice: Voice) => SessionEvent[]) => void;
};

export class Runs {
  readonly #deps: Deps;
  readonly #waiters = new Map<string, Set<Ended>>();
  #retries = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  get waiting(): number {
    return this.#waiters.size + this.#retries;
  }

  begin(state: SessionState, run: Run, terms: Terms): void {
    const { session } = state;
    if (!session) return;
    const live = new LiveRun(run, this.#watch());
    state.live = live;
    this.#deps.say((voice) => [voice.agent(live, 'lifecycle', { phase: 'start', startedAt: run.startedAt })]);
    const limit = Math.min(run.input.timeoutMs || terms.timeoutMs, LONGEST_TIMER_MS);
    const timer =
      limit > 0 ? setTimeout(() => this.report({ type: 'stopped', live, origin: 'timeout' }), limit) : undefined;
    this.#onEnd(run.id, () => clearTimeout(timer));
    const context = this.#deps.context(state);
    void live.start(
      this.#deps.agent,
      async (): Promise<Turn> => ({
        sessionKey: session.key,
        agentId: session.agentId,
        runId: run.id,
        purpose: 'answer',
        entries: await context,
        model: session.model,
        thinking: run.input.thinking ?? session.thinking,
        instructions: run.input.instructions ?? null,
        clientTools: run.input.clientTools,
        steer: async (done) => {
          await live.reached(done);
          return this.#deps.steer(live);
        },
      }),
    );
  }

  /** What a run has to leave behind is written even if the disk has to be waited for. */
  report(work: Inner): void {
    this.#deps.post(work).catch((error) => {
      log.error('Cannot store {work}: {error}', { work: work.type, error });
      this.#retries += 1;
      setTimeout(() => {
        this.#retries -= 1;
        this.report(work);
      }, RETRY_MS);
    });
  }

  ended(runs: readonly Run[]): void {
    for (const run of runs) {
      const waiters = this.#waiters.get(run.id);
      this.#waiters.delete(run.id);
      for (const tell of waiters ?? []) tell(run);
    }
  }

  async wait(
    state: SessionState,
    transcript: Transcript,
    work: { runId: string; timeoutMs: number },
  ): Promise<Results['wait']> {
    const { session } = state;
    const run = state.run(work.runId) ?? (session && (await transcript.find(session.id, { run: work.runId })).run);
    if (!session || !run) throw new GatewayError('INVALID_REQUEST', `No run found: ${work.runId}`);
    const end = run.endedAt === null ? await this.#endOf(work.runId, work.timeoutMs) : run;
    const { calls, ...left } = await this.#left(session.id, state, work.runId);
    const { said } = left;
    const place = { sessionKey: session.key, ...left, calls: end?.stopReason === 'toolUse' ? calls : [] };
    if (!end) return { ...place, runId: work.runId, status: 'timeout', aborted: false };
    const text = end.state === 'done' ? said : '';
    return {
      ...place,
      runId: end.id,
      aborted: end.state === 'aborted' || end.state === 'interrupted',
      status: end.state === 'done' ? 'ok' : end.stopReason === 'timeout' ? 'timeout' : 'error',
      ...(end.startedAt === null ? {} : { startedAt: end.startedAt }),
      ...(end.endedAt === null ? {} : { endedAt: end.endedAt }),
      ...(end.stopReason === null ? {} : { stopReason: end.stopReason }),
      ...(end.error === null ? {} : { error: end.error }),
      ...(text === '' ? {} : { terminalReply: { disposition: 'visible', text } }),
    };
  }

  #watch(): Watch {
    const { say } = this.#deps;
    return {
      text: (live) => say((voice) => [voice.delta(live)]),
      thoughts: (live, thoughts) => say((voice) => [voice.thought(live, thoughts)]),
      checkpoint: (live) => void this.#deps.post({ type: 'checkpoint', live }).catch(() => undefined),
      step: (live) => this.report({ type: 'step', live }),
      ended: (live, outcome) => {
        if (outcome.error !== undefined)
          log.warn('Run {id} failed: {error}', { id: live.run.id, error: outcome.error });
        this.report({ type: 'ended', live, outcome });
      },
      event: (live, event) => {
        if (event.type === 'tool-start') {
          const data = { phase: 'start', name: event.name, toolCallId: event.id, args: event.arguments };
          say((voice) => [voice.agent(live, 'tool', data)]);
        } else if (event.type === 'tool-end') {
          const result = { content: [{ type: 'text', text: event.text }] };
          const data = { phase: 'result', name: event.name, toolCallId: event.id, isError: event.isError, result };
          say((voice) => [voice.agent(live, 'tool', data)]);
        } else if (event.type === 'model') {
          const data = { phase: 'model', provider: event.provider, model: event.model };
          say((voice) => [voice.agent(live, 'lifecycle', data)]);
        } else {
          say((voice) => [voice.agent(live, 'usage', { outputTokens: event.usage.output })]);
        }
      },
    };
  }

  #endOf(runId: string, timeoutMs: number): Promise<Run | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiters.get(runId)?.delete(tell);
        if (this.#waiters.get(runId)?.size === 0) this.#waiters.delete(runId);
        resolve(null);
      }, timeoutMs);
      const tell = (run: Run) => {
        clearTimeout(timer);
        resolve(run);
      };
      this.#onEnd(runId, tell);
    });
  }

  #onEnd(runId: string, tell: Ended): void {
    const waiters = this.#waiters.get(runId) ?? new Set();
    waiters.add(tell);
    this.#waiters.set(runId, waiters);
  }

  /** The answer as stored: the assistant's words of this run, on the line it was given, and what they took. */
  async #left(sessionId: string, state: SessionState, runId: string): Promise<Left> {
    const entries = await this.#deps.history.entries(sessionId, state.path, state.session?.position ?? 0, 200);
    const ofRun = entries.filter((entry) => entry.meta.runId === runId);
    const own = ofRun.filter((entry) => entry.role === 'assistant');
    const said = own.map(shownText).filter((text) => text !== '');
    const usage = own.reduce((sum, { meta }) => (meta.usage ? addUsage(sum, meta.usage) : sum), nothingUsed);
    return { said: said.join('\n\n'), usage, calls: leftOpen(ofRun) };
  }
}
