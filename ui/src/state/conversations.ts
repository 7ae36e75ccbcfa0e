// The conversations that are at hand: the one on the screen, and the last ones before it, ready to be shown again at once.
import { computed, effect, untracked } from '@preact/signals';
import * as v from 'valibot';
import { Conversation } from '../conversation/conversation.ts';
import type { Outbox } from '../conversation/outbox.ts';
import type { Gateway } from './gateway.ts';
import { keep, kept } from './keeping.ts';
import type { Route } from './route.ts';

const MOST = 8;
const MAIN = 'main-session';

export class Conversations {
  readonly #gateway: Gateway;
  readonly #outbox: Outbox;
  readonly #route: Route;
  readonly #recent = new Map<string, Conversation>();
  #shown: Conversation | null = null;

  /** The session that every client shares; before the gateway has said its name, the one it had last. */
  readonly mainKey = computed(() => {
    const said = this.#gateway.hello.value?.snapshot.sessionDefaults.mainSessionKey;
    return said ?? kept(MAIN, v.string()) ?? 'agent:main:main';
  });
  /** Which session the address names. */
  readonly key = computed(() => {
    const place = this.#route.place.value;
    return place.view === 'chat' && place.key !== null && place.key !== 'main' ? place.key : this.mainKey.value;
  });
  readonly current = computed(() => this.#at(this.key.value));

  constructor(gateway: Gateway, outbox: Outbox, route: Route) {
    this.#gateway = gateway;
    this.#outbox = outbox;
    this.#route = route;
    effect(() => void keep(MAIN, this.mainKey.value));
    // It is followed from the start on, whichever view is shown: the chat is then there at once.
    effect(() => {
      const next = this.current.value;
      if (next === this.#shown) return;
      untracked(() => this.#show(next));
    });
    gateway.whenReady(() => this.#settleOthers());
  }

  /** What was sent elsewhere before the page was left, or before the line broke. */
  #settleOthers(): void {
    for (const key of this.#outbox.keys()) if (key !== this.#shown?.key) void this.#at(key).settle();
  }

  /** What is said in it is not to be seen here any more. */
  forget(key: string): void {
    this.#recent.get(key)?.close();
    this.#recent.delete(key);
  }

  #show(next: Conversation): void {
    this.#shown?.close();
    this.#shown = next;
    next.open();
  }

  #at(key: string): Conversation {
    const known = this.#recent.get(key) ?? new Conversation(this.#gateway, key, this.#outbox);
    this.#recent.delete(key);
    this.#recent.set(key, known);
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= MOST) break;
      this.#recent.delete(oldest);
    }
    return known;
  }
}
