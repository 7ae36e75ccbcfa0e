// The one question before the conversation: the refusal in words, one field when a secret helps, one button.
import { part } from './element.ts';
import type { Refusal } from './refusal.ts';

export class Gate {
  readonly #gate = part('gate', HTMLElement);
  readonly #title = part('gate-title', HTMLElement);
  readonly #next = part('gate-next', HTMLElement);
  readonly #field = part('gate-field', HTMLElement);
  readonly #secret = part('secret', HTMLInputElement);
  readonly #said = part('gate-said', HTMLElement);

  constructor(go: (secret: string) => void) {
    part('sign-in', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const secret = this.#secret.value;
      this.#secret.value = '';
      go(secret);
    });
  }

  show(refusal: Refusal | null): void {
    const opened = this.#gate.hidden && refusal !== null;
    this.#gate.hidden = refusal === null;
    if (!refusal) return;
    this.#title.textContent = refusal.title;
    this.#next.textContent = refusal.next;
    this.#field.hidden = !refusal.ask;
    this.#said.textContent = `The gateway said: ${refusal.said}`;
    if (opened) (refusal.ask ? this.#secret : this.#title).focus();
  }
}
