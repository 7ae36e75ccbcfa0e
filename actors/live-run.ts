// The run that is being watched right now. It stands outside the mailbox, so that a session serves others
// while it streams; what must be remembered of it goes back through the mailbox.
import { Answer } from '../src/display/answer.ts';
import type { Agent, AgentEvent, StepUsage, Turn } from '../src/ports.ts';
import type { Block, Run, Usage } from '../src/records.ts';
import type { Written } from './draft.ts';
import { plainText } from './projection.ts';
import { Thoughts, type Untold } from './thoughts.ts';
import { addUsage } from './tokens.ts';

/** Long enough to send two tokens as one frame, short enough to be read as they come. */
const DELTA_EVERY_MS = 25;
const CHECKPOINT_EVERY_MS = 1000;
const NO_RESULT = 'No result: the run ended first';

export type Outcome = { state: 'done' | 'failed'; stopReason: string; error?: unknown };

/** What a live run reports, in order. */
export type Watch = {
  text(run: LiveRun): void;
  thoughts(run: LiveRun, thoughts: Untold): void;
  checkpoint(run: LiveRun): void;
  event(run: LiveRun, event: Exclude<AgentEvent, { type: 'text' | 'reasoning' }>): void;
  /** A step whose tools have acted: remembered at once, not only when the run ends. */
  step(run: LiveRun): void;
  ended(run: LiveRun, outcome: Outcome): void;
};

/** `isError` is null while nobody knows how it ends. */
export type OpenCall = { call: Extract<Block, { type: 'toolCall' }>; isError: boolean | null };

export class LiveRun {
  readonly run: Run;
  readonly #watch: Watch;
  readonly #controller = new AbortController();
  #seq = 0;
  readonly #answer = new Answer();
  #told = 0;
  readonly #thoughts = new Thoughts();
  #blocks: Block[] = [];
  #results: Written[] = [];
  #unstored: Written[] = [];
  #source: { provider: string; model: string } = { provider: 'openclaw', model: 'unknown' };
  #usage: Usage = { input: 0, output: 0, totalTokens: 0 };
  #contextTokens = 0;
  #open = true;
  #steps = 0;
  #stepped = Promise.withResolvers<void>();
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #checkpointTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(run: Run, watch: Watch) {
    this.run = run;
    this.#watch = watch;
  }

  /** Everything said so far, over all steps, as people see it. */
  get text(): string {
    return this.#answer.text;
  }

  /** What is complete and not yet stored, oldest first. It stays here until it is: writes fail, and stops overtake them. */
  get unstored(): readonly Written[] {
    return this.#unstored;
  }

  stored(written: readonly Written[]): void {
    this.#unstored = this.#unstored.filter((one) => !written.includes(one));
  }

  /** The words of the step that is not complete. */
  get openText(): string {
    return plainText(this.#blocks);
  }

  /** The calls of the step that is not complete, and how those ended that have. */
  get openCalls(): readonly OpenCall[] {
    const results = new Map(this.#results.map(({ meta }) => [meta?.toolCallId, meta?.isError ?? false]));
    return this.#blocks.flatMap((block) => {
      return block.type === 'toolCall' ? [{ call: block, isError: results.get(block.id) ?? null }] : [];
    });
  }

  /** What a crash would lose if it were not checkpointed. */
  get unstoredText(): string {
    const said = this.#unstored.filter(({ role }) => role === 'assistant').map(({ content }) => plainText(content));
    return [...said, this.openText].filter((text) => text !== '').join('\n\n');
  }

  get source(): { provider: string; model: string } {
    return this.#source;
  }

  /** What the model has read and said by its last step; 0 when it does not count. */
  get contextTokens(): number {
    return this.#contextTokens;
  }

  get usage(): Usage {
    return this.#usage;
  }

  nextSeq(): number {
    this.#seq += 1;
    return this.#seq;
  }

  async start(agent: Agent, turn: () => Promise<Turn>): Promise<void> {
    let stopReason = 'stop';
    try {
      const given = await turn();
      if (!this.#open) return;
      for await (const event of agent(given, this.#controller.signal)) {
        if (!this.#open) return;
        if (event.type === 'step') stopReason = event.stopReason;
        this.#take(event);
      }
      this.#end({ state: 'done', stopReason });
    } catch (error) {
      this.#end({ state: 'failed', stopReason: 'error', error });
    }
  }

  /**
   * Nothing is heard of it afterwards, even if the model goes on. Returns what was said and not yet stored,
   * the same each time: a write that failed is tried again.
   */
  stop(): readonly Written[] {
    this.#answer.close();
    if (this.#open) this.#endCalls();
    this.#close();
    this.#controller.abort();
    this.#unstored.push(...this.#assemble('aborted'));
    return this.#unstored;
  }

  /** Settles when so many steps have been heard to their end, or when nothing more will be. */
  async reached(steps: number): Promise<void> {
    while (this.#open && this.#steps < steps) await this.#stepped.promise;
  }

  /** Says what was streamed but not yet told; before every tool event and before every end. */
  flush(): void {
    const thoughts = this.#thoughts.tell();
    if (thoughts) this.#watch.thoughts(this, thoughts);
    const { length } = this.text;
    if (this.#told === length) return;
    this.#told = length;
    this.#watch.text(this);
  }

  /** The first words go at once, those that follow quickly go together. */
  #pace(): void {
    this.flush();
    this.#flushTimer = setTimeout(() => {
      this.#flushTimer = undefined;
      if (this.#told < this.text.length || this.#thoughts.waiting) this.#pace();
    }, DELTA_EVERY_MS);
  }

  #take(event: AgentEvent): void {
    switch (event.type) {
      case 'text':
        this.#hear(event.delta);
        return;
      case 'reasoning':
        this.#think(event.delta);
        return;
      case 'model':
        this.#source = { provider: event.provider, model: event.model };
        break;
      case 'tool-start':
        this.#answer.close();
        this.flush();
        this.#blocks.push({ type: 'toolCall', id: event.id, name: event.name, arguments: event.arguments });
        break;
      case 'tool-end':
        this.flush();
        this.#results.push(this.#toolResult(event));
        break;
      case 'step':
        this.#answer.close();
        this.flush();
        this.#count(event.usage);
        this.#closeStep(event);
        break;
    }
    this.#watch.event(this, event);
  }

  /** The last step waits for the end, so that answer and end are one write. */
  #closeStep(event: Extract<AgentEvent, { type: 'step' }>): void {
    const acted = this.#results.length > 0;
    this.#unstored.push(...this.#assemble(event.stopReason, event.usage));
    if (acted) this.#watch.step(this);
    this.#steps += 1;
    this.#stepped.resolve();
    this.#stepped = Promise.withResolvers<void>();
  }

  #hear(delta: string): void {
    if (delta === '') return;
    const last = this.#blocks.at(-1);
    if (last?.type === 'text') last.text += delta;
    else {
      this.#answer.close();
      this.#blocks.push({ type: 'text', text: delta });
    }
    this.#answer.hear(delta);
    if (this.#flushTimer === undefined) this.#pace();
    this.#checkpointTimer ??= setTimeout(() => {
      this.#checkpointTimer = undefined;
      this.#watch.checkpoint(this);
    }, CHECKPOINT_EVERY_MS);
  }

  #think(delta: string): void {
    const last = this.#blocks.at(-1);
    const begins = last?.type !== 'thinking';
    if (begins) {
      // Or what was said before it would be told after it.
      this.flush();
      this.#blocks.push({ type: 'thinking', thinking: delta });
    } else last.thinking += delta;
    this.#thoughts.hear(delta, begins);
    if (this.#flushTimer === undefined && this.#thoughts.waiting) this.#pace();
  }

  #toolResult(event: Extract<AgentEvent, { type: 'tool-end' }>): Written {
    return {
      role: 'toolResult',
      content: [{ type: 'text', text: event.text }],
      meta: { runId: this.run.id, toolCallId: event.id, toolName: event.name, isError: event.isError },
    };
  }

  #count(usage: StepUsage): void {
    this.#contextTokens = usage.input + usage.output;
    this.#usage = addUsage(this.#usage, usage);
  }

  #assemble(stopReason: string, usage?: StepUsage): Written[] {
    const content = this.#blocks;
    const results = this.#results;
    this.#blocks = [];
    this.#results = [];
    this.#thoughts.close();
    if (content.length === 0) return results;
    const meta = {
      runId: this.run.id,
      ...this.#source,
      stopReason,
      ...(usage ? { usage: { ...usage, totalTokens: usage.input + usage.output } } : {}),
    };
    return [{ role: 'assistant', content, meta }, ...results];
  }

  #end(outcome: Outcome): void {
    if (!this.#open) return;
    this.#answer.close();
    this.flush();
    this.#endCalls();
    this.#close();
    this.#unstored.push(...this.#assemble(outcome.stopReason));
    this.#watch.ended(this, outcome);
  }

  /** A call that the end overtook has a result all the same: nobody waits for it for ever, and no model is told half. */
  #endCalls(): void {
    const ended = new Set(this.#results.map(({ meta }) => meta?.toolCallId));
    for (const block of this.#blocks) {
      if (block.type !== 'toolCall' || ended.has(block.id)) continue;
      this.#take({ type: 'tool-end', id: block.id, name: block.name, text: NO_RESULT, isError: true });
    }
  }

  #close(): void {
    this.#open = false;
    this.#stepped.resolve();
    clearTimeout(this.#flushTimer);
    clearTimeout(this.#checkpointTimer);
  }
}
