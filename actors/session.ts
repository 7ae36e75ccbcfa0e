// The session actor: the order of one conversation. Everything that changes it passes the mailbox and is
// decided, written, adopted and then told, in that order; a failed write leaves no gap and tells nobody.
import type { Command, Results, SessionEvent } from '../src/commands.ts';
import { GatewayError } from '../src/errors.ts';
import type { Agent, Terms, Transcript, Watchers } from '../src/ports.ts';
import type { Entry, SessionRecord } from '../src/records.ts';
import type { Compaction } from './compaction.ts';
import { Compactions } from './compactions.ts';
import { readContext } from './context.ts';
import { expect, newSession } from './decisions.ts';
import { Draft } from './draft.ts';
import { graft } from './fork.ts';
import { History } from './history.ts';
import { lookUp } from './lookups.ts';
import { Mailbox } from './mailbox.ts';
import { Outbox } from './outbox.ts';
import { read } from './reads.ts';
import { interrupt } from './run-decisions.ts';
import { Runs } from './runs.ts';
import { Voice } from './session-events.ts';
import { SessionState } from './session-state.ts';
import { type Decision, decide, type Inner, isShared, isWrite, type Write } from './writes.ts';

export type SessionDeps = {
  key: string;
  transcript: Transcript;
  agent: Agent;
  terms: () => Terms;
  now: () => number;
  watchers: Watchers;
};

type Letter = { work: Command | Inner; resolve(value: unknown): void; reject(error: unknown): void };
type WriteLetter = Letter & { work: Write };

/** So many commands may wait for one session; more are asked to come back. */
const MAX_WAITING = 10_000;

export class SessionActor {
  readonly #deps: SessionDeps;
  readonly #mailbox: Mailbox<Letter>;
  readonly #outbox: Outbox;
  readonly #history: History;
  readonly #runs: Runs;
  readonly #compactions: Compactions;
  readonly #watching = new Set<string>();
  #state: SessionState | null = null;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#history = new History(deps.transcript);
    this.#mailbox = new Mailbox(
      (letters) => this.#turn(letters),
      (letter) => isShared(letter.work),
    );
    this.#outbox = new Outbox((events) => {
      for (const watcher of this.#watching) deps.watchers.deliver(watcher, deps.key, events);
    });
    const post = (work: Inner) => this.#post(work);
    const say = (speak: (voice: Voice) => SessionEvent[]) => this.#say(speak);
    this.#compactions = new Compactions({ agent: deps.agent, post, say });
    this.#runs = new Runs({
      agent: deps.agent,
      history: this.#history,
      context: (state) => this.#context(state),
      post,
      steer: (live) => this.#post({ type: 'steer', live }) as Promise<Entry[]>, // as `steer` decides
      say,
    });
  }

  /** Nothing under way and nothing waiting: it can be forgotten and loaded again. */
  get idle(): boolean {
    const quiet = this.#mailbox.idle && this.#mailbox.waiting === 0 && this.#runs.waiting === 0;
    const busy = this.#state?.live || this.#compactions.current;
    return quiet && !busy && (this.#state?.queued.length ?? 0) === 0;
  }

  call<C extends Command>(command: C): Promise<Results[C['type']]> {
    if (this.#mailbox.waiting >= MAX_WAITING) {
      const words = 'Cannot take the request as too many wait for this session: try again shortly';
      return Promise.reject(new GatewayError('UNAVAILABLE', words, { retryAfterMs: 1000 }));
    }
    return this.#post(command) as Promise<Results[C['type']]>; // the mailbox is untyped; answers are typed by `Results`
  }

  watch(watcher: string): void {
    this.#outbox.flush();
    this.#watching.add(watcher);
  }

  unwatch(watcher: string): void {
    this.#outbox.flush();
    this.#watching.delete(watcher);
  }

  /** Goes on with what an earlier process left waiting. */
  async wake(): Promise<void> {
    await this.#post({ type: 'start' });
  }

  /** Before the process ends: what was said of the live run is remembered. */
  async rest(): Promise<void> {
    const live = this.#state?.live;
    this.#compactions.current?.cancel('stop');
    if (live) await this.#post({ type: 'checkpoint', live });
  }

  #post(work: Command | Inner): Promise<unknown> {
    return new Promise((resolve, reject) => this.#mailbox.post({ work, resolve, reject }));
  }

  async #turn(letters: [Letter, ...Letter[]]): Promise<void> {
    const [first] = letters;
    try {
      this.#state ??= await this.#load();
      const writes = letters.filter((letter): letter is WriteLetter => isWrite(letter.work));
      if (writes.length > 0) await this.#write(this.#state, writes);
      else if (first.work.type === 'wait')
        first.resolve(this.#runs.wait(this.#state, this.#deps.transcript, first.work));
      else first.resolve(await this.#read(this.#state, first.work));
    } catch (error) {
      for (const letter of letters) letter.reject(error);
    }
  }

  async #load(): Promise<SessionState> {
    const loaded = await this.#deps.transcript.load();
    const state = new SessionState(loaded);
    const cut = loaded?.runs.filter((run) => run.state === 'running') ?? [];
    if (loaded && cut.length > 0) {
      const now = this.#deps.now();
      const draft = new Draft(loaded.session, now);
      for (const run of cut) interrupt(draft, run, now);
      await this.#deps.transcript.commit(draft.change());
      this.#runs.ended(state.adopt(draft));
      const voice = new Voice(draft.session, this.#deps.terms(), now);
      this.#outbox.say(...cut.map((run) => voice.dropped(run.id, 'restart')), voice.changed({ phase: 'end' }));
    }
    if (state.queued.length > 0) this.#runs.report({ type: 'start' });
    return state;
  }

  async #write(state: SessionState, letters: WriteLetter[]): Promise<void> {
    const now = this.#deps.now();
    const { transcript } = this.#deps;
    const works = letters.map(({ work }) => work);
    const found = await lookUp(state, works, { transcript, history: this.#history });
    const draft = new Draft(state.session ?? newSession(this.#deps.key, now), now);
    const decisions: { letter: WriteLetter; decision: Decision }[] = [];
    for (const letter of letters) {
      try {
        const { current: compacting, tried } = this.#compactions;
        const at = { ...found, state, draft, compacting, tried, now, terms: this.#deps.terms() };
        decisions.push({ letter, decision: decide(letter.work, at) });
      } catch (error) {
        letter.reject(error);
      }
    }
    if (draft.dirty) {
      await this.#commit(draft, decisions);
      this.#runs.ended(state.adopt(draft));
    }
    const voice = new Voice(draft.session, this.#deps.terms(), now);
    for (const { letter, decision } of decisions) {
      if (decision.stored) state.live?.stored(decision.stored);
      if (decision.say) this.#outbox.say(...decision.say(voice));
      // Whoever stops a run has seen its end when the answer comes.
      if (letter.work.type === 'abort') this.#outbox.flush();
      decision.over?.();
      letter.resolve(decision.result);
      if (decision.compact) this.#compact(state, decision.compact, decision.tries);
      if (decision.begin) this.#runs.begin(state, decision.begin, this.#deps.terms());
      else if (decision.ends) state.live = null;
    }
    const free = !state.live && !this.#compactions.current;
    if (free && state.queued.length > 0) this.#runs.report({ type: 'start' });
  }

  /** What is in doubt after a failed write is read again before the next decision; a run that was stopped stays so. */
  async #commit(draft: Draft, decisions: { letter: WriteLetter; decision: Decision }[]): Promise<void> {
    try {
      await this.#deps.transcript.commit(draft.change());
    } catch (error) {
      if (!this.#state?.live) this.#state = null;
      for (const { letter, decision } of decisions) {
        const { live, origin } = decision.ends ?? {};
        if (live && origin && letter.work.type !== 'stopped') this.#runs.report({ type: 'stopped', live, origin });
      }
      throw error;
    }
  }

  #compact(state: SessionState, compaction: Compaction, tries: string | undefined): void {
    if (!state.session) return;
    this.#compactions.tried = tries ?? null;
    this.#compactions.begin(compaction, state.session, this.#context(state), this.#deps.terms());
  }

  async #context({ session, path, marks }: SessionState): Promise<Entry[]> {
    if (!session) return [];
    const line = { sessionId: session.id, path, position: session.position, marks };
    return readContext(this.#history, this.#deps.transcript, line);
  }

  async #read(state: SessionState, work: Command | Inner): Promise<unknown> {
    if (work.type === 'delete') return this.#delete(state, work);
    if (work.type === 'graft') return this.#graft(state, work);
    const { key, transcript, terms } = this.#deps;
    return read(work, state, { key, transcript, history: this.#history, outbox: this.#outbox, terms: terms() });
  }

  async #graft(state: SessionState, work: Extract<Command, { type: 'graft' }>): Promise<SessionRecord> {
    const { key, transcript, now, terms } = this.#deps;
    this.#state = null;
    const session = await graft(state, key, work, transcript, now());
    this.#outbox.say(new Voice(session, terms(), now()).changed({ reason: work.reason }));
    return session;
  }

  async #delete(state: SessionState, work: Extract<Command, { type: 'delete' }>): Promise<{ deleted: boolean }> {
    const { session } = state;
    if (!session) return { deleted: false };
    expect(session, work.expected);
    await this.#deps.transcript.erase(session.id);
    state.live?.stop();
    this.#compactions.current?.cancel('delete');
    const gone = [...(state.live ? [state.live.run] : []), ...state.queued];
    const endedAt = this.#deps.now();
    this.#runs.ended(gone.map((run) => ({ ...run, state: 'aborted', endedAt, stopReason: 'delete' })));
    const voice = new Voice(session, this.#deps.terms(), this.#deps.now());
    if (state.live) this.#outbox.say(voice.delta(state.live), voice.aborted(state.live, 'delete'));
    this.#outbox.say(...state.queued.map((run) => voice.dropped(run.id, 'delete')), voice.deleted());
    this.#state = new SessionState(null);
    return { deleted: true };
  }

  #say(speak: (voice: Voice) => SessionEvent[]): void {
    const session = this.#state?.session;
    if (session) this.#outbox.say(...speak(new Voice(session, this.#deps.terms(), this.#deps.now())));
  }
}
