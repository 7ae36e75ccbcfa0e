// The sessions, as the gateway lists them and tells of their changes. The newest come at once, those before them while
// nothing else happens, and what is further back when somebody goes there.
import { computed, signal } from '@preact/signals';
import * as v from 'valibot';
import { said } from '../conversation/talk.ts';
import { SessionInfo, SessionsChanged } from '../conversation/wire.ts';
import { Groups } from '../sessions/groups.ts';
import type { Gateway } from './gateway.ts';

const List = v.object({
  sessions: v.array(SessionInfo),
  hasMore: v.optional(v.boolean(), false),
  nextOffset: v.optional(v.nullable(v.number()), null),
  totalCount: v.optional(v.number(), 0),
});
type List = v.InferOutput<typeof List>;
const Subscribed = v.object({ list: v.optional(List) });

const FIRST = 100;
const FURTHER = 250;
/** So many are gathered unasked: enough that pins, groups and names are complete for nearly everybody. */
const UNASKED = 1000;

type Source = Pick<Gateway, 'ask' | 'hear' | 'whenReady' | 'whenMissed' | 'ready'>;

export class Roster {
  readonly loaded = signal(false);
  readonly trouble = signal('');
  readonly groups: Groups;
  readonly #sessions = signal<ReadonlyMap<string, SessionInfo>>(new Map());
  /** Deleted by somebody who can still think better of it. */
  readonly #hidden = signal<ReadonlySet<string>>(new Set());
  readonly #more = signal<number | null>(null);
  readonly #gateway: Source;
  /** Told since the list was last begun anew: at its end, whatever was not told is gone. */
  #told = new Set<string>();
  #turn = 0;
  #asking: Promise<void> | null = null;

  /** The newest first. */
  readonly sessions = computed(() => {
    const shown = [...this.#sessions.value.values()].filter(({ key }) => !this.#hidden.value.has(key));
    return shown.sort((one, other) => lastUsed(other) - lastUsed(one));
  });
  readonly hasMore = computed(() => this.#more.value !== null);

  constructor(gateway: Source) {
    this.#gateway = gateway;
    this.groups = new Groups(gateway);
    gateway.whenReady(() => void this.load());
    gateway.whenMissed(() => void this.load());
    gateway.hear('sessions.changed', (payload) => {
      const read = v.safeParse(SessionsChanged, payload);
      if (!read.success) return;
      const { sessionKey, reason, session } = read.output;
      if (reason === 'delete') this.drop(sessionKey);
      else if (session) this.put(session);
    });
  }

  find(key: string): SessionInfo | undefined {
    return this.#hidden.value.has(key) ? undefined : this.#sessions.value.get(key);
  }

  put(session: SessionInfo): void {
    this.#told.add(session.key);
    this.#sessions.value = new Map(this.#sessions.peek()).set(session.key, session);
    if (session.category !== undefined) this.groups.met(session.category);
  }

  drop(key: string): void {
    const more = this.#more.peek();
    // What comes after it has moved up by one.
    if (more !== null && this.#told.has(key)) this.#more.value = Math.max(0, more - 1);
    this.#told.delete(key);
    const rest = new Map(this.#sessions.peek());
    rest.delete(key);
    this.#sessions.value = rest;
    this.hide(key, false);
  }

  /** Out of sight, or in sight again; nothing else happens to it. */
  hide(key: string, hidden: boolean): void {
    const all = new Set(this.#hidden.peek());
    if (hidden) all.add(key);
    else all.delete(key);
    this.#hidden.value = all;
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    this.#asking = null;
    void this.groups.load();
    try {
      const { list } = await this.#gateway.ask('sessions.subscribe', { ...asked, limit: FIRST }, Subscribed);
      if (turn !== this.#turn) return;
      this.#told = new Set();
      if (list) this.#take(list);
      this.loaded.value = true;
      this.trouble.value = '';
      this.#gather(turn);
    } catch (error) {
      if (turn === this.#turn && this.#gateway.ready) this.trouble.value = said(error);
    }
  }

  loadMore(): Promise<void> {
    this.#asking ??= this.#loadMore(this.#turn).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #loadMore(turn: number): Promise<void> {
    const offset = this.#more.peek();
    if (offset === null || !this.#gateway.ready) return;
    try {
      const list = await this.#gateway.ask('sessions.list', { ...asked, limit: FURTHER, offset }, List);
      if (turn === this.#turn) this.#take(list);
    } catch (error) {
      if (turn === this.#turn && this.#gateway.ready) this.trouble.value = said(error);
    }
  }

  #gather(turn: number): void {
    whenIdle(() => {
      const offset = this.#more.peek();
      if (turn !== this.#turn || offset === null || offset >= UNASKED) return;
      void this.loadMore().then(() => {
        // Else it failed, and is tried again when there is a line anew.
        if (this.#more.peek() !== offset) this.#gather(turn);
      });
    });
  }

  #take({ sessions, hasMore, nextOffset }: List): void {
    const all = new Map(this.#sessions.peek());
    for (const session of sessions) {
      const known = all.get(session.key);
      // An event may have overtaken the list.
      if (!known || known.updatedAt <= session.updatedAt) all.set(session.key, session);
      this.#told.add(session.key);
    }
    const more = hasMore ? nextOffset : null;
    if (more === null) for (const key of all.keys()) if (!this.#told.has(key)) all.delete(key);
    this.#sessions.value = all;
    this.#more.value = more;
  }
}

const asked = { archived: 'all', includeDerivedTitles: true, includeLastMessage: true } as const;

export function lastUsed({ lastInteractionAt, updatedAt }: SessionInfo): number {
  return lastInteractionAt ?? updatedAt;
}

function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work);
  else setTimeout(work, 200);
}
