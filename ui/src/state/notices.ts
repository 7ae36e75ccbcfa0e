// Short words at the edge of the page: what was done and can be undone, what failed.
import { signal } from '@preact/signals';

export type Notice = {
  id: number;
  words: string;
  tone: 'plain' | 'bad';
  act: { words: string; run: () => void } | null;
};

const STAYS_MS = 6000;
/** What can be undone or went wrong stays longer. */
const STAYS_LONG_MS = 12_000;

export class Notices {
  readonly all = signal<readonly Notice[]>([]);
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #next = 1;

  say(words: string, act: Notice['act'] = null): number {
    return this.#add({ words, tone: 'plain', act }, act ? STAYS_LONG_MS : STAYS_MS);
  }

  complain(words: string): number {
    return this.#add({ words, tone: 'bad', act: null }, STAYS_LONG_MS);
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.all.value = this.all.value.filter((notice) => notice.id !== id);
  }

  /** Somebody reads it or has the focus in it: it stays. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
  }

  #add(notice: Omit<Notice, 'id'>, stays: number): number {
    const id = this.#next++;
    this.all.value = [...this.all.value, { ...notice, id }];
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), stays),
    );
    return id;
  }
}
