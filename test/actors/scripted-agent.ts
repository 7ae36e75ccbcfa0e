// An agent that says what a test tells it to, when the test says so.
import type { Agent, AgentEvent, StepUsage, Turn } from '../../src/ports.ts';

type Step = { event: AgentEvent } | { end: true } | { error: unknown };

export class ScriptedTurn {
  readonly turn: Turn;
  readonly signal: AbortSignal;
  readonly #steps: Step[] = [];
  #more = Promise.withResolvers<void>();

  constructor(turn: Turn, signal: AbortSignal, deaf: boolean) {
    this.turn = turn;
    this.signal = signal;
    if (!deaf) signal.addEventListener('abort', () => this.fail(signal.reason), { once: true });
  }

  emit(event: AgentEvent): void {
    this.#push({ event });
  }

  say(...deltas: string[]): void {
    for (const delta of deltas) this.emit({ type: 'text', delta });
  }

  use(id: string, text = `result of ${id}`): void {
    this.emit({ type: 'tool-start', id, name: 'look', arguments: { id } });
    this.emit({ type: 'tool-end', id, name: 'look', text, isError: false });
  }

  step(stopReason = 'stop', usage: StepUsage = { input: 3, output: 5 }): void {
    this.emit({ type: 'step', usage, stopReason });
  }

  finish(...deltas: string[]): void {
    this.say(...deltas);
    this.step();
    this.end();
  }

  end(): void {
    this.#push({ end: true });
  }

  fail(error: unknown): void {
    this.#push({ error });
  }

  async *events(): AsyncGenerator<AgentEvent> {
    for (;;) {
      const step = this.#steps.shift();
      if (!step) {
        await this.#more.promise;
        this.#more = Promise.withResolvers();
      } else if ('event' in step) yield step.event;
      else if ('error' in step) throw step.error;
      else return;
    }
  }

  #push(step: Step): void {
    this.#steps.push(step);
    this.#more.resolve();
  }
}

export class ScriptedAgent {
  readonly turns: ScriptedTurn[] = [];
  /** Pays no attention to being stopped. */
  deaf = false;

  readonly run: Agent = (turn, signal) => {
    const scripted = new ScriptedTurn(turn, signal, this.deaf);
    this.turns.push(scripted);
    return scripted.events();
  };

  /** The turn that began last. */
  get turn(): ScriptedTurn {
    const last = this.turns.at(-1);
    if (!last) throw new Error('The agent was not asked yet');
    return last;
  }
}
