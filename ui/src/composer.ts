// Where words are written. A draft leaves it only by being sent.
import { part } from './element.ts';
import type { Command } from './slash-choices.ts';
import { SlashMenu } from './slash-menu.ts';

export type ComposerActions = { send(text: string): void; stop(): void };

export class Composer {
  readonly #form = part('composer', HTMLFormElement);
  readonly #words = part('words', HTMLTextAreaElement);
  readonly #send = part('send', HTMLButtonElement);
  readonly #stop = part('stop', HTMLButtonElement);
  readonly #hint = part('hint', HTMLElement);
  readonly #actions: ComposerActions;
  readonly #menu = new SlashMenu(this.#words, () => this.#fit());
  #open = false;
  #live = false;

  constructor(actions: ComposerActions) {
    this.#actions = actions;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#words.addEventListener('input', (event) => {
      this.#fit();
      if (event instanceof InputEvent && event.isComposing) this.#menu.close();
      else this.#menu.update();
    });
    this.#words.addEventListener('keydown', (event) => {
      // While a word is being composed, Enter belongs to the keyboard; 229 is how older browsers say so.
      if (event.isComposing || event.keyCode === 229) return;
      if (this.#menu.key(event)) {
        event.preventDefault();
        return;
      }
      if (event.key === 'Enter' && !event.shiftKey) {
        event.preventDefault();
        this.#submit();
      }
      if (event.key === 'Escape' && this.#live) this.#actions.stop();
    });
    this.#stop.addEventListener('click', () => this.#actions.stop());
  }

  show(state: { open: boolean; live: boolean; hint: string; commands: readonly Command[] }): void {
    this.#menu.offer(state.commands);
    if (state.live !== this.#live) this.#stop.disabled = false;
    this.#open = state.open;
    this.#live = state.live;
    this.#words.readOnly = !state.open;
    this.#hint.textContent = state.hint;
    this.#fit();
  }

  /** Puts words back, above what was written since. */
  restore(text: string): void {
    this.#words.value = this.#words.value === '' ? text : `${text}\n${this.#words.value}`;
    this.#fit();
    this.#words.focus();
  }

  focus(): void {
    // On a phone it would open the keyboard over what there is to read.
    if (matchMedia('(pointer: fine)').matches) this.#words.focus();
  }

  #submit(): void {
    const text = this.#words.value;
    if (!this.#open || text.trim() === '') return;
    this.#words.value = '';
    this.#menu.close();
    this.#fit();
    this.focus();
    this.#actions.send(text);
  }

  #fit(): void {
    const empty = this.#words.value.trim() === '';
    this.#words.style.height = 'auto';
    this.#words.style.height = `${this.#words.scrollHeight}px`;
    this.#send.textContent = this.#live ? 'Queue' : 'Send';
    this.#send.disabled = empty || !this.#open;
    const held = document.activeElement;
    this.#send.hidden = this.#live && empty;
    this.#stop.hidden = !this.#live || !this.#open;
    if ((held === this.#send && this.#send.hidden) || (held === this.#stop && this.#stop.hidden)) this.#words.focus();
  }
}
