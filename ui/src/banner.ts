// The strip above the conversation: why it cannot go on just now, how long that lasts, and a way not to wait.
import { part } from './element.ts';

/** `until` is when it goes on by itself: 0 is now, null is never. */
export type Notice = { why: string; until: number | null; go: string; act: () => void };

export class Banner {
  readonly #banner = part('banner', HTMLElement);
  readonly #why = part('banner-why', HTMLElement);
  readonly #wait = part('banner-wait', HTMLElement);
  readonly #go = part('banner-go', HTMLButtonElement);
  #timer: ReturnType<typeof setInterval> | undefined;
  #notice: Notice | null = null;

  constructor() {
    this.#go.addEventListener('click', () => this.#notice?.act());
  }

  show(notice: Notice | null): void {
    this.#notice = notice;
    this.#banner.hidden = notice === null;
    clearInterval(this.#timer);
    if (!notice) return;
    // Told again only when it is another reason: this is read out.
    if (this.#why.textContent !== notice.why) this.#why.textContent = notice.why;
    this.#go.textContent = notice.go;
    this.#count();
    if (notice.until) this.#timer = setInterval(() => this.#count(), 1000);
  }

  #count(): void {
    const until = this.#notice?.until ?? null;
    const seconds = until === null ? 0 : Math.ceil((until - Date.now()) / 1000);
    this.#wait.textContent = until === null ? '' : seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again now.';
  }
}
