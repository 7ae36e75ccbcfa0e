// A run under way, as far as it was heard: its words, its thoughts and its tools, in the order in which they came.

export type LiveTool = {
  id: string;
  name: string;
  state: 'running' | 'done' | 'failed';
  input: string;
  output: string;
  ms: number | null;
};
/** Something between the words, and how much had been said before it. */
export type Mark = { at: number } & ({ kind: 'thought'; text: string } | { kind: 'tool'; id: string });
export type RunState = 'live' | 'done' | 'stopped' | 'cut' | 'failed';
export type Delta = { whole: string | null; append: string; replace: boolean };
export type ToolNews = Pick<LiveTool, 'id' | 'name' | 'state'> & Partial<Pick<LiveTool, 'input' | 'output'>>;

export class LiveRun {
  readonly id: string;
  readonly order: number;
  text = '';
  /** Its text is known from the start, not only from where we began to listen. */
  whole = false;
  state: RunState = 'live';
  error = '';
  model: string | null = null;
  fresh = true;
  readonly tools = new Map<string, LiveTool>();
  readonly marks: Mark[] = [];
  readonly #began = new Map<string, number>();

  constructor(id: string, order: number) {
    this.id = id;
    this.order = order;
  }

  say({ whole, append, replace }: Delta): void {
    if (whole === null && !replace) {
      this.text += append;
      return;
    }
    this.text = whole ?? append;
    this.whole = true;
  }

  think(delta: string): void {
    const last = this.marks.at(-1);
    if (last?.kind === 'thought' && last.at === this.text.length) last.text += delta;
    else this.marks.push({ kind: 'thought', text: delta, at: this.text.length });
  }

  /** A step is stored, and its thoughts with it. */
  stepStored(): void {
    const rest = this.marks.filter(({ kind }) => kind !== 'thought');
    this.marks.splice(0, this.marks.length, ...rest);
  }

  /** `ts` is null where nobody heard when it began. */
  use(tool: ToolNews, ts: number | null): void {
    const known = this.tools.get(tool.id);
    if (!known) {
      if (ts !== null) this.#began.set(tool.id, ts);
      this.marks.push({ kind: 'tool', id: tool.id, at: this.text.length });
    }
    const began = this.#began.get(tool.id);
    const ms =
      tool.state === 'running' || !known || began === undefined || ts === null ? null : Math.max(0, ts - began);
    this.tools.set(tool.id, { input: known?.input ?? '', output: known?.output ?? '', ...tool, ms });
  }
}
