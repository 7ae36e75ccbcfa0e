// One conversation on the screen: read, followed, spoken in, and drawn at most once a frame.
import { signal } from '@preact/signals';
import * as v from 'valibot';
import type { Gateway } from '../state/gateway.ts';
import { Branching } from './branching.ts';
import { type Chunk, Chunks } from './chunks.ts';
import { hearConversation } from './hearing.ts';
import type { Queued } from './line.ts';
import { linesOf } from './lines.ts';
import type { RunState } from './live-run.ts';
import type { Outbox } from './outbox.ts';
import { Reading } from './reading.ts';
import { type Draft, Sending } from './sending.ts';
import { steady } from './steady.ts';
import type { Talk } from './talk.ts';
import { Transcript } from './transcript.ts';
import { queueOf } from './under-way.ts';

export type Scene = { chunks: readonly Chunk[]; queue: readonly Queued[]; live: string | null; empty: boolean };
/** The end of a run, told once: for ears rather than eyes. */
export type Ending = { runId: string; state: Exclude<RunState, 'live'> };

export class Conversation {
  readonly key: string;
  readonly scene = signal<Scene>({ chunks: [], queue: [], live: null, empty: true });
  readonly ending = signal<Ending | null>(null);
  readonly summing = signal(false);
  readonly reading: Reading;
  readonly sending: Sending;
  readonly branching: Branching;
  readonly #talk: Talk;
  readonly #chunks = new Chunks();
  readonly #durations = new Map<string, number>();
  #lines = new Map<string, Chunk['lines'][number]>();
  #drawing = false;
  #end: (() => void) | null = null;

  constructor(gateway: Gateway, key: string, outbox: Outbox) {
    this.key = key;
    this.#talk = { gateway, key, transcript: new Transcript(), sessionId: undefined, changed: () => this.#change() };
    this.reading = new Reading(this.#talk);
    this.sending = new Sending(this.#talk, outbox);
    this.branching = new Branching(this.#talk, this.sending);
    this.#show();
  }

  /** From now on it is followed. */
  open(): void {
    if (this.#end) return;
    const { gateway } = this.#talk;
    const ends = [
      hearConversation(this.#talk, {
        moved: () => void this.#moved(),
        altered: ({ session, reason }) => {
          if (session) this.reading.info.value = session;
          // What waits is told by nobody else.
          if (reason === 'send' && this.#talk.transcript.live !== null) void this.reading.catchUp();
        },
        stored: (runId) => {
          this.sending.stored(runId);
          void this.branching.grown();
        },
        ended: (runId, state) => {
          if (state === 'stopped') this.sending.dropped(runId);
          this.ending.value = { runId, state };
        },
        summing: (on) => {
          this.summing.value = on;
        },
      }),
      gateway.whenReady(() => void this.#join()),
      gateway.whenMissed(() => void this.reading.reload()),
    ];
    this.#end = () => {
      for (const end of ends) end();
    };
  }

  /** Nobody looks at it; what was sent in it is still to arrive. */
  async settle(): Promise<void> {
    await this.reading.catchUp();
    await this.sending.confirm();
  }

  close(): void {
    this.#end?.();
    this.#end = null;
    const { gateway, key } = this.#talk;
    if (gateway.ready) void gateway.ask('sessions.messages.unsubscribe', { key }, v.unknown()).catch(() => undefined);
  }

  async stop(): Promise<void> {
    const { gateway, key: sessionKey, transcript } = this.#talk;
    const runId = transcript.live;
    if (runId !== null) await gateway.ask('chat.abort', { sessionKey, runId }, v.unknown());
  }

  /** A message that waits is taken back, and gives back its words. */
  async takeBack({ runId, text, media }: Queued): Promise<Draft> {
    const { gateway, key: sessionKey, transcript } = this.#talk;
    await this.sending.answered(runId);
    await gateway.ask('chat.abort', { sessionKey, runId }, v.unknown());
    this.sending.discard(runId);
    transcript.waiting.delete(runId);
    // At once: in the same frame its words are in the composer.
    this.#show();
    return { text, media };
  }

  /** The key of the line on which a message stands, when it is part of this conversation. */
  async reveal(messageId: string): Promise<string | null> {
    if (!(await this.reading.reveal(messageId))) return null;
    this.#show();
    for (const line of this.#lines.values()) if ('rowId' in line && line.rowId === messageId) return line.key;
    return null;
  }

  async #join(): Promise<void> {
    const { gateway, key } = this.#talk;
    // Asked before the history, so that nothing can fall between the two.
    const follow = gateway.ask('sessions.messages.subscribe', { key }, v.unknown()).catch(() => undefined);
    await Promise.all([follow, this.reading.catchUp()]);
    if (!gateway.ready) return;
    await this.sending.confirm();
    await this.branching.read();
  }

  async #moved(): Promise<void> {
    await this.reading.reload();
    await this.branching.read();
  }

  /** At most once a frame, however fast the words come; at once when the page cannot be seen. */
  #change(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    const draw = () => {
      this.#drawing = false;
      this.#show();
    };
    if (document.hidden) setTimeout(draw);
    else requestAnimationFrame(draw);
  }

  #show(): void {
    const { transcript } = this.#talk;
    for (const { tools } of transcript.runs.values()) {
      for (const { id, ms } of tools.values()) if (ms !== null) this.#durations.set(id, ms);
    }
    const interrupted = this.reading.info.peek()?.status === 'killed' && !this.reading.info.peek()?.hasActiveRun;
    const lines = linesOf(transcript, { versions: this.branching.versions, durations: this.#durations, interrupted });
    const kept = steady(lines, this.#lines);
    this.#lines = new Map(kept.map((line) => [line.key, line]));
    this.scene.value = {
      chunks: this.#chunks.arrange(kept),
      queue: queueOf(transcript),
      live: transcript.live,
      empty: kept.length === 0,
    };
  }
}
