// The lines on the screen: each keeps its node while it stays the same, and the view follows only a reader who is at the end.
import { button, make, part } from './element.ts';
import type { AnswerLine, Line, ToolLine, UserLine } from './lines.ts';
import { showMarkdown } from './markdown.ts';

export type Actions = { again(runId: string): void; discard(runId: string): void };
type Shown = { node: HTMLElement; mark: string; kind: Line['kind'] };

const NEAR = 64;
const userStates: Record<UserLine['state'], string> = {
  stored: '',
  sending: 'Sending',
  failed: 'Not sent',
  queued: 'Waiting for its turn',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};
const toolStates: Record<ToolLine['state'], [string, string]> = {
  running: ['…', 'running'],
  done: ['✓', 'done'],
  failed: ['✕', 'failed'],
  stopped: ['–', 'no result'],
};

export class Log {
  readonly #scroll = part('scroll', HTMLElement);
  readonly #list = part('log', HTMLElement);
  readonly #latest = part('latest', HTMLButtonElement);
  readonly #actions: Actions;
  #shown = new Map<string, Shown>();
  #atEnd = true;

  constructor(actions: Actions) {
    this.#actions = actions;
    // Whoever has no mouse scrolls with the arrow keys.
    this.#scroll.tabIndex = 0;
    this.#scroll.addEventListener('scroll', () => this.#look(), { passive: true });
    this.#latest.addEventListener('click', () => this.toEnd());
    new ResizeObserver(() => this.#follow()).observe(this.#scroll);
  }

  show(lines: Line[]): void {
    const next = new Map<string, Shown>();
    let after: Element | null = null;
    for (const line of lines) {
      const key = next.has(line.key) ? `${line.kind} ${line.key}` : line.key;
      const shown = this.#draw(line, this.#shown.get(key));
      next.set(key, shown);
      const place: Element | null = after ? after.nextElementSibling : this.#list.firstElementChild;
      if (place !== shown.node) this.#list.insertBefore(shown.node, place);
      after = shown.node;
    }
    for (const [key, { node }] of this.#shown) if (next.get(key)?.node !== node) node.remove();
    this.#shown = next;
    // Words that are still coming are read out when they are complete.
    this.#list.setAttribute('aria-busy', String(lines.some((line) => line.kind === 'answer' && line.state === 'live')));
    this.#follow();
  }

  toEnd(): void {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#look();
  }

  /** Runs something that adds lines above, and keeps what is being read where it is. */
  async steadily(work: () => Promise<void>): Promise<void> {
    const fromEnd = this.#scroll.scrollHeight - this.#scroll.scrollTop;
    await work();
    this.#scroll.scrollTop = this.#scroll.scrollHeight - fromEnd;
  }

  #draw(line: Line, old: Shown | undefined): Shown {
    const mark = JSON.stringify(line);
    if (old?.mark === mark) return old;
    const node = old?.kind === line.kind ? old.node : make('article', `line-${line.kind}`);
    if (line.kind === 'user') this.#drawUser(node, line);
    if (line.kind === 'answer') drawAnswer(node, line);
    if (line.kind === 'tool') drawTool(node, line);
    if (line.kind === 'rule') node.replaceChildren(make('span', '', line.text));
    return { node, mark, kind: line.kind };
  }

  #drawUser(node: HTMLElement, line: UserLine): void {
    const words = make('div', 'words', line.text);
    words.dir = 'auto';
    node.replaceChildren(make('span', 'unseen', 'You:'), words);
    node.dataset.state = line.state;
    const state = userStates[line.state];
    if (state === '') return;
    const foot = make('p', 'state', line.reason === '' ? state : `${state}. ${line.reason}.`);
    if (line.state === 'failed') {
      foot.append(button('Try again', () => this.#actions.again(line.runId)));
      foot.append(button('Discard', () => this.#actions.discard(line.runId)));
    }
    node.append(foot);
  }

  #follow(): void {
    if (this.#atEnd) this.toEnd();
    else this.#look();
  }

  #look(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    this.#latest.hidden = this.#atEnd;
  }
}

function drawAnswer(node: HTMLElement, line: AnswerLine): void {
  let words = node.querySelector('.words');
  if (!words) {
    words = make('div', 'words');
    words.setAttribute('dir', 'auto');
    node.replaceChildren(make('span', 'unseen', 'Assistant:'), words);
  }
  node.dataset.state = line.state;
  node.classList.toggle('note', line.note);
  showMarkdown(words, line.text);
  node.querySelector('.state')?.remove();
  const state = line.note ? 'From the gateway' : stateOf(line);
  if (state !== '') node.append(make('p', 'state', state));
}

function stateOf({ state, text, error }: AnswerLine): string {
  if (state === 'live') return text === '' ? 'Working' : '';
  if (state === 'stopped') return 'Stopped';
  return state === 'failed' ? `Failed. ${error}` : '';
}

function drawTool(node: HTMLElement, { name, state }: ToolLine): void {
  const [sign, words] = toolStates[state];
  const icon = make('span', 'sign', sign);
  icon.setAttribute('aria-hidden', 'true');
  node.dataset.state = state;
  node.replaceChildren(icon, make('b', '', name), make('span', 'what', words));
}
