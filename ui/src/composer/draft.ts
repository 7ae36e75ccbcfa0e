// What is being written in each session: kept in the browser until it is sent, and never overwritten by another tab.
import { signal } from '@preact/signals';
import * as v from 'valibot';
import { ShownMedia } from '../../../src/protocol/attachments.ts';
import type { Draft as Sendable } from '../conversation/sending.ts';
import { forget, keep, kept } from '../state/keeping.ts';
import { type Attachment, attachmentThere, type Standing } from './attachment.ts';

const NAME = 'draft.';
const KEEP_MS = 500;

const Kept = v.object({
  text: v.string(),
  files: v.fallback(v.array(v.object({ media: ShownMedia, until: v.nullable(v.number()) })), []),
});

export class Draft {
  readonly key: string;
  readonly text = signal('');
  readonly files = signal<readonly Attachment[]>([]);
  /** What there is to say about the last thing that was tried here. */
  readonly hint = signal('');
  /** Counts how often words were put back: whoever did that wants to write on. */
  readonly given = signal(0);
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Something was written here that has not been sent. */
  #own = false;

  constructor(key: string) {
    this.key = key;
    this.read();
  }

  write(text: string): void {
    this.text.value = text;
    this.hint.value = '';
    this.#changed();
  }

  attach(files: readonly Attachment[]): void {
    this.files.value = [...this.files.peek(), ...files];
    this.#changed();
  }

  turn(id: string, standing: Standing): void {
    if (!this.has(id)) return;
    this.files.value = this.files.peek().map((file) => (file.id === id ? { ...file, standing } : file));
    if (standing.state !== 'sending') this.#changed();
  }

  remove(id: string): void {
    this.hint.value = '';
    this.files.value = this.files.peek().filter((file) => file.id !== id);
    this.#changed();
  }

  has(id: string): boolean {
    return this.files.peek().some((file) => file.id === id);
  }

  /** Puts words and files back, above what was written since. */
  give({ text, media }: Sendable): void {
    const since = this.text.peek();
    this.text.value = since.trim() === '' || text === '' ? text || since : `${text}\n${since}`;
    const fresh = media.filter(({ id }) => !this.has(id));
    this.files.value = [...fresh.map((one) => attachmentThere(one, null, 0)), ...this.files.peek()];
    this.given.value += 1;
    this.#changed();
  }

  /** It is sent now: nothing of it stays. */
  take(): Sendable {
    const text = this.text.peek();
    const media = this.files.peek().flatMap(({ standing }) => (standing.state === 'there' ? [standing.media] : []));
    this.files.value = [];
    this.write('');
    this.keep();
    return { text, media };
  }

  keep(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    const text = this.text.peek();
    const files = this.files.peek().flatMap(({ standing }) => {
      return standing.state === 'there' ? [{ media: standing.media, until: standing.until }] : [];
    });
    if (text === '' && files.length === 0) forget(NAME + this.key);
    else keep(NAME + this.key, { text, files });
  }

  /** What an earlier visit or another tab wrote, unless something was written here. */
  read(): void {
    if (this.#own) return;
    const { text, files } = kept(NAME + this.key, Kept) ?? { text: '', files: [] };
    this.text.value = text;
    this.files.value = files.map(({ media, until }) => attachmentThere(media, until, Date.now()));
  }

  #changed(): void {
    this.#own = this.text.peek() !== '' || this.files.peek().length > 0;
    this.#timer ??= setTimeout(() => this.keep(), KEEP_MS);
  }
}

const drafts = new Map<string, Draft>();

export function draftOf(key: string): Draft {
  if (drafts.size === 0) listen();
  const draft = drafts.get(key) ?? new Draft(key);
  drafts.set(key, draft);
  return draft;
}

/** Words that were taken back are written on. */
export function giveBack(key: string, draft: Sendable): void {
  draftOf(key).give(draft);
}

function listen(): void {
  const keepAll = () => {
    for (const draft of drafts.values()) draft.keep();
  };
  addEventListener('pagehide', keepAll);
  document.addEventListener('visibilitychange', keepAll);
  addEventListener('storage', ({ key }) => {
    for (const draft of drafts.values()) if (key?.endsWith(NAME + draft.key)) draft.read();
  });
}
