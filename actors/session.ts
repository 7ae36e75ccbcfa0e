// The session actor: the order of one conversation. Everything that changes it passes the mailbox and is
// decided, written, adopted and then told, in that order; a failed write leaves no gap and tells nobody.
import type { Command, Results, SessionEvent } from '../src/commands.ts';
import { GatewayError } from '../src/errors.ts';
import type { Agent, Loaded, Terms, Transcript, Watchers } from '../src/ports.ts';
import type { Entry, SessionRecord } from '../src/records.ts';
import type { Compaction } from './compaction.ts';
import { Compactions } from './compactions.ts';
import { readContext } from './context.ts';
import { expect, newSession } from './decisions.ts';
import { Doubts } from './doubts.ts';
import { Draft } from './draft.ts';
import { graft } from './fork.ts';
import { History } from './history.ts';
import type { Letter } from './letter.ts';
import { lookUp } from './lookups.ts';
import { Mailbox } from './mailbox.ts';
import { Outbox } from './outbox.ts';
import { read } from './reads.ts';
import { Runs } from './runs.ts';
import { Voice } from './session-events.ts';
import { SessionState } from './session-state.ts';
import { cutOff, decideAll, isLonely, type Step, type WriteLetter } from './step.ts';
import { type Inner, isShared, isWrite } from './writes.ts';

export type SessionDeps = {
  key: string;
  transcript: Transcript;
  agent: Agent;
  terms: () => Terms;
  now: () => number;
  watchers: Watchers;
};

/** So many commands may wait for one session; more are asked to come back. */
const MAX_WAITING = 10_000;
const RETRY_MS = 1000;

export class SessionActor {
  readonly #deps: SessionDeps;
  readonly #mailbox: Mailbox<Letter>;
  readonly #outbox: Outbox;
  readonly #history: History;
  readonly #runs: Runs;
  readonly #compactions: Compactions;
  readonly #doubts = new Doubts();
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
      const state = await this.#current();
      const writes = letters.filter((letter): letter is WriteLetter => isWrite(letter.work));
      if (writes.length > 0) await this.#write(state, writes);
      else if (first.work.type === 'wait') first.resolve(this.#runs.wait(state, this.#deps.transcript, first.work));
      else first.resolve(await this.#read(state, first.work));
    } catch (error) {
      for (const letter of letters) this.#refuse(letter, error);
    }
  }

  #refuse(letter: Letter, error: unknown): void {
    const { type } = letter.work;
    const waits = error instanceof GatewayError && error.retryAfterMs !== undefined;
    // The run that asks goes on: what people say to it can wait, and must not end it.
    if (type === 'steer' && waits) setTimeout(() => this.#mailbox.post(letter), RETRY_MS);
    // The summary is told to have failed only when it is known not to be stored.
    else if (type === 'compacted' && this.#doubts.unread) this.#doubts.hold(letter, error);
    else letter.reject(error);
  }

  /** What is in memory, once it is in step with what is stored: a write that failed leaves it in doubt. */
  async #current(): Promise<SessionState> {
    if (this.#state && !this.#doubts.unread) return this.#state;
    const loaded = await this.#deps.transcript.load();
    const state = this.#bringInStep(loaded);
    this.#state = state;
    const cut = loaded?.runs.filter((run) => run.state === 'running' && run.id !== state.live?.run.id) ?? [];
    if (state.session && cut.length > 0) await this.#take(state, cutOff(state.session, cut, this.#deps.now()));
    if (state.queued.length > 0) this.#runs.report({ type: 'start' });
    return state;
  }

  #bringInStep(loaded: Loaded | null): SessionState {
    const made = this.#doubts.settle(loaded);
    const state = this.#state;
    if (!state) return new SessionState(loaded);
    const { session } = state;
    if (made) {
      this.#carryOut(state, made);
      return state;
    }
    if (loaded?.session.id === session?.id && loaded?.session.version === session?.version) return state;
    this.#doubts.clear();
    if (session && loaded?.session.id !== session.id) this.#forget(state, session);
    const next = new SessionState(loaded);
    // Somebody else has ended them: whoever waits for them here is told that much.
    const gone = next.follow(state, loaded);
    this.#runs.ended(gone.map((run) => ({ ...run, state: 'interrupted', endedAt: this.#deps.now() })));
    return next;
  }

  async #write(state: SessionState, letters: WriteLetter[]): Promise<void> {
    const now = this.#deps.now();
    const { transcript } = this.#deps;
    const works = letters.map(({ work }) => work);
    const found = await lookUp(state, works, { transcript, history: this.#history });
    const draft = state.session ? new Draft(state.session, now) : new Draft(newSession(this.#deps.key, now), now, true);
    const { current: compacting, tried } = this.#compactions;
    const at = { ...found, state, draft, compacting, tried, now, terms: this.#deps.terms() };
    await this.#take(state, decideAll(letters, at));
  }

  async #take(state: SessionState, step: Step): Promise<void> {
    if (step.draft.dirty) await this.#commit(step);
    this.#carryOut(state, step);
  }

  /** What is in doubt after a failed write is read again before the next decision; a run that was stopped stays so. */
  async #commit(step: Step): Promise<void> {
    try {
      await this.#deps.transcript.commit(step.draft.change());
    } catch (error) {
      this.#doubts.add(step);
      for (const { letter, decision } of step.decisions) {
        const { live, origin } = decision.ends ?? {};
        if (live && origin && letter?.work.type !== 'stopped') this.#runs.report({ type: 'stopped', live, origin });
      }
      // An input that is stored after all has to be answered, even if nobody comes for a long time.
      if (isLonely(step)) this.#runs.report({ type: 'start' });
      throw error;
    }
    this.#doubts.clear();
  }

  /** It is committed: memory takes it over, and whoever is concerned is told. */
  #carryOut(state: SessionState, { draft, decisions, now }: Step): void {
    if (draft.dirty) this.#runs.ended(state.adopt(draft));
    const voice = new Voice(draft.session, this.#deps.terms(), now);
    for (const { letter, decision } of decisions) {
      if (decision.stored) state.live?.stored(decision.stored);
      if (decision.say) this.#outbox.say(...decision.say(voice));
      // Whoever stops a run has seen its end when the answer comes.
      if (letter?.work.type === 'abort') this.#outbox.flush();
      decision.over?.();
      letter?.resolve(decision.result);
      if (decision.compact) this.#compact(state, decision.compact, decision.tries);
      if (decision.begin) this.#runs.begin(state, decision.begin, this.#deps.terms());
      else if (decision.ends) state.live = null;
    }
    const free = !state.live && !this.#compactions.current;
    if (free && state.queued.length > 0) this.#runs.report({ type: 'start' });
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
    if (!state.session) this.#doubts.add();
    const session = await graft(state, key, work, transcript, now());
    this.#outbox.say(new Voice(session, terms(), now()).changed({ reason: work.reason }));
    return session;
  }

  async #delete(state: SessionState, work: Extract<Command, { type: 'delete' }>): Promise<{ deleted: boolean }> {
    const { session } = state;
    if (!session) return { deleted: false };
    expect(session, work.expected);
    try {
      await this.#deps.transcript.erase(session.id);
    } catch (error) {
      this.#doubts.add();
      throw error;
    }
    this.#forget(state, session);
    this.#state = new SessionState(null);
    return { deleted: true };
  }

  /** The session is gone, and whatever was under way in it or waited. */
  #forget({ live, queued }: SessionState, session: SessionRecord): void {
    live?.stop();
    this.#compactions.current?.cancel('delete');
    const gone = [...(live ? [live.run] : []), ...queued];
    const now = this.#deps.now();
    this.#runs.ended(gone.map((run) => ({ ...run, state: 'aborted', endedAt: now, stopReason: 'delete' })));
    const voice = new Voice(session, this.#deps.terms(), now);
    if (live) this.#outbox.say(voice.delta(live), voice.aborted(live, 'delete'));
    this.#outbox.say(...queued.map((run) => voice.dropped(run.id, 'delete')), voice.deleted());
  }

  #say(speak: (voice: Voice) => SessionEvent[]): void {
    const session = this.#state?.session;
    if (session) this.#outbox.say(...speak(new Voice(session, this.#deps.terms(), this.#deps.now())));
  }
}
