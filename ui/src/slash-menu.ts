// The menu of slash commands above the composer. The focus stays in the words: keys and screen readers follow them.
import { make, part } from './element.ts';
import { type Choice, type Command, choicesFor } from './slash-choices.ts';

export class SlashMenu {
  readonly #list = part('slash', HTMLDivElement);
  readonly #words: HTMLTextAreaElement;
  readonly #taken: () => void;
  #commands: readonly Command[] = [];
  #choices: Choice[] = [];
  #active = 0;

  constructor(words: HTMLTextAreaElement, taken: () => void) {
    this.#words = words;
    this.#taken = taken;
    words.addEventListener('blur', () => this.close());
  }

  offer(commands: readonly Command[]): void {
    this.#commands = commands;
  }

  /** After the words have changed. */
  update(): void {
    const { value, selectionEnd } = this.#words;
    this.#choices = selectionEnd === value.length ? choicesFor(value, this.#commands) : [];
    this.#active = 0;
    this.#show();
  }

  close(): void {
    this.#choices = [];
    this.#show();
  }

  /** Whether the key was for the menu. */
  key({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const { length } = this.#choices;
    if (length === 0 || shiftKey || altKey || ctrlKey || metaKey) return false;
    if (key === 'Escape') this.close();
    else if (key === 'Enter' || key === 'Tab') this.#take(this.#active);
    else if (key === 'ArrowDown' || key === 'ArrowUp') {
      this.#active = (this.#active + (key === 'ArrowDown' ? 1 : length - 1)) % length;
      this.#mark();
    } else return false;
    return true;
  }

  #take(index: number): void {
    const choice = this.#choices[index];
    if (!choice) return;
    this.#words.value = choice.text;
    this.#words.setSelectionRange(choice.text.length, choice.text.length);
    this.update();
    this.#taken();
  }

  #show(): void {
    this.#list.replaceChildren(...this.#choices.map((choice, index) => this.#option(choice, index)));
    this.#list.hidden = this.#choices.length === 0;
    this.#mark();
  }

  #option({ label, takes, description }: Choice, index: number): HTMLElement {
    const option = make('div', 'option');
    option.id = `slash-${index}`;
    option.setAttribute('role', 'option');
    option.append(make('b', '', label), ` ${takes} `, make('span', 'said', description));
    // Before the words would lose the focus.
    option.addEventListener('pointerdown', (event) => event.preventDefault());
    option.addEventListener('click', () => this.#take(index));
    return option;
  }

  #mark(): void {
    for (const [index, option] of [...this.#list.children].entries()) {
      option.setAttribute('aria-selected', String(index === this.#active));
    }
    const active = this.#list.children[this.#active];
    if (active) {
      active.scrollIntoView({ block: 'nearest' });
      this.#words.setAttribute('aria-activedescendant', active.id);
    } else this.#words.removeAttribute('aria-activedescendant');
  }
}
