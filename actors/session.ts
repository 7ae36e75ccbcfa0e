// The session actor: the order of one conversation. Everything that changes it passes the mailbox and is
// decided, written, adopted and then told, in that order; a failed write leaves no gap and tells nobody.
import type { Command, Results, SessionEvent } from '../src/commands.ts';
import { GatewayError } from '../src/errors.ts';
import type { Agent, Terms, Transcript, Watchers } from '../src/ports.ts';
import { toRow } from '../src/protocol/session-row.ts';
import type { Entry, Run } from '../src/records.ts';
import { expect, newSession } from './decisions.ts';
import { Draft } from './draft.ts';
import { History, type View } from './history.ts';
import { Mailbox } from './mailbox.ts';
import { Outbox } from './outbox.ts';
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
    this.#runs = new Runs({
      agent: deps.agent,
      history: this.#history,
      post: (work) => this.#post(work),
      steer: (live) => this.#post({ type: 'steer', live }) as Promise<Entry[]>, // as `steer` decides
      say: (speak) => this.#say(speak),
    });
  }

  /** Nothing under way and nothing waiting: it can be forgotten and loaded again. */
  get idle(): boolean {
    const quiet = this.#mailbox.idle && this.#mailbox.waiting === 0 && this.#runs.waiting === 0;
    return quiet && !this.#state?.live && (this.#state?.queued.length ?? 0) === 0;
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
    const known = await this.#known(state, letters);
    const draft = new Draft(state.session ?? newSession(this.#deps.key, now), now);
    const decisions: { letter: WriteLetter; decision: Decision }[] = [];
    for (const letter of letters) {
      try {
        const decision = decide(letter.work, { state, draft, known, now, terms: this.#deps.terms() });
        decisions.push({ letter, decision });
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
      letter.resolve(decision.result);
      if (decision.begin) this.#runs.begin(state, decision.begin, this.#deps.terms());
      else if (decision.ends) state.live = null;
    }
    if (!state.live && state.queued.length > 0) this.#runs.report({ type: 'start' });
  }

  /** What is in doubt after a failed write is read again before the next decision; a run that was stopped stays so. */
  async #commit(draft: Draft, decisions: { letter: WriteLetter; decision: Decision }[]): Promise<void> {
    try {
      await this.#deps.transcript.commit(draft.change());
    } catch (error) {
      if (!this.#state?.live) this.#state = null;
      for (const { letter, decision } of decisions) {
        const inner = letter.work.type === 'stopped' || letter.work.type === 'ended';
        if (decision.ends && !inner) this.#runs.report({ type: 'stopped', live: decision.ends, origin: 'rpc' });
      }
      throw error;
    }
  }

  /** Runs that a send names again, of which memory knows nothing. */
  async #known(state: SessionState, letters: WriteLetter[]): Promise<Map<string, Run>> {
    const known = new Map<string, Run>();
    if (!state.session) return known;
    for (const { work } of letters) {
      if (work.type !== 'send' || state.run(work.runId)) continue;
      const { run } = await this.#deps.transcript.find(state.session.id, { run: work.runId });
      if (run) known.set(run.id, run);
    }
    return known;
  }

  async #read(state: SessionState, work: Command | Inner): Promise<unknown> {
    const terms = this.#deps.terms();
    switch (work.type) {
      case 'history':
        return this.#history.read(this.#view(state, terms), work.params, work.maxChars);
      case 'message':
        return this.#history.message(state.session, work.id, work.maxChars);
      case 'preview': {
        const items = await this.#history.preview(this.#view(state, terms), work.limit, work.maxChars);
        return { items, exists: state.session !== null };
      }
      case 'delete':
        return this.#delete(state, work);
      default:
        throw new GatewayError('INTERNAL', `No way to serve ${work.type}`);
    }
  }

  #view(state: SessionState, terms: Terms): View {
    const live = () => {
      this.#outbox.flush();
      state.live?.flush();
      this.#outbox.flush();
      const { live } = state;
      return live ? { runId: live.run.id, text: live.text, startedAt: live.run.startedAt ?? 0 } : null;
    };
    const { session, path, queued } = state;
    const row = session ? toRow(session, terms) : null;
    return { key: this.#deps.key, session, path, queued, live, row, defaults: terms.defaults };
  }

  async #delete(state: SessionState, work: Extract<Command, { type: 'delete' }>): Promise<{ deleted: boolean }> {
    const { session } = state;
    if (!session) return { deleted: false };
    expect(session, work.expected);
    await this.#deps.transcript.erase(session.id);
    state.live?.stop();
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
