// Reading a conversation: its newest page, what is new since then, pages before, and what was cut.
import { signal } from '@preact/signals';
import type { Model } from '../../../src/protocol/models.ts';
import type { Command } from '../composer/slash-choices.ts';
import { words } from '../words/words.ts';
import type { ToolNews } from './live-run.ts';
import { type Row, readRow } from './row.ts';
import { said, type Talk } from './talk.ts';
import type { Page } from './transcript.ts';
import { History, MessageGot, type SessionInfo, Startup } from './wire.ts';

const PAGE = 100;
const FURTHER = 200;
const WHOLE = 2_000_000;
const MOST_RECEIPTS = 50;

export class Reading {
  readonly loaded = signal(false);
  /** Why what is shown may not be what is; empty when it is. */
  readonly trouble = signal('');
  readonly info = signal<SessionInfo | null>(null);
  readonly commands = signal<readonly Command[]>([]);
  readonly models = signal<readonly Model[]>([]);
  readonly #talk: Talk;
  #cursor: string | undefined;
  #loads = 0;
  #total = 0;
  #filling = new Set<number>();
  #wholes = new Map<string, Promise<string>>();

  constructor(talk: Talk) {
    this.#talk = talk;
  }

  /** After a line is there again: what is new, or everything if that cannot be told. */
  async catchUp(): Promise<void> {
    await this.#load(this.#cursor);
  }

  /** Another conversation than was shown, or nobody knows which. */
  async reload(): Promise<void> {
    await this.#load(undefined);
  }

  /** What is missing between two positions, from its end backwards. */
  async fill({ to }: { to: number }): Promise<void> {
    if (this.#filling.has(to)) return;
    this.#filling.add(to);
    try {
      await this.#page({ offset: Math.max(0, this.#newest() - to), limit: FURTHER }, to);
    } catch (error) {
      // Without a line the page says so elsewhere.
      if (this.#talk.gateway.ready) this.trouble.value = said(error);
    } finally {
      this.#filling.delete(to);
      this.#talk.changed();
    }
  }

  /** Brings a message and what stands around it; says whether it is part of this conversation. */
  async reveal(messageId: string): Promise<boolean> {
    const { transcript } = this.#talk;
    if (transcript.rows.has(messageId)) return true;
    try {
      await this.#page({ messageId, limit: PAGE }, null);
    } catch {
      return false;
    }
    this.#talk.changed();
    return transcript.rows.has(messageId);
  }

  /** The whole of a row that was cut; gives why not, or nothing. */
  whole(rowId: string): Promise<string> {
    const asked = this.#wholes.get(rowId) ?? this.#askWhole(rowId);
    this.#wholes.set(rowId, asked);
    return asked;
  }

  /** The position of the last entry: what was said since the page was read counts, too. */
  #newest(): number {
    return Math.max(this.#total, this.#talk.transcript.ordered.at(-1)?.seq ?? 0);
  }

  async #askWhole(messageId: string): Promise<string> {
    const { gateway, key: sessionKey, transcript, changed } = this.#talk;
    try {
      const got = await gateway.ask('chat.message.get', { sessionKey, messageId, maxChars: WHOLE }, MessageGot);
      const row = got.ok ? readRow(got.message) : null;
      const { restGone, restTooLarge } = words.peek().chat;
      if (!row) return !got.ok && got.unavailableReason === 'oversized' ? restTooLarge : restGone;
      transcript.whole(row);
      changed();
      return '';
    } catch (error) {
      this.#wholes.delete(messageId);
      return said(error);
    }
  }

  async #page(which: object, to: number | null): Promise<void> {
    const { gateway, key: sessionKey, transcript } = this.#talk;
    const load = this.#loads;
    const page = await gateway.ask('chat.history', { sessionKey, ...which }, History);
    if (load !== this.#loads) return;
    const rows = readRows(page.messages);
    const last = Math.max(to ?? 0, ...rows.map(({ seq }) => seq));
    transcript.page(rows, { from: firstOf(page), to: last });
  }

  async #load(cursor: string | undefined): Promise<void> {
    const { gateway, key: sessionKey, transcript } = this.#talk;
    const load = ++this.#loads;
    transcript.asked();
    try {
      const inputRunIds = [...transcript.sent.keys()].slice(0, MOST_RECEIPTS);
      const asked = { sessionKey, limit: PAGE, inputRunIds, ...(cursor === undefined ? {} : { cursor }) };
      const answer = await gateway.ask('chat.startup', asked, Startup);
      if (load !== this.#loads) return;
      if (answer.kind === 'reset') {
        await this.#load(undefined);
        return;
      }
      if (answer.kind === 'delta') {
        transcript.news({
          ...stateOf(answer),
          rows: readRows(answer.messages.map(({ message }) => message)),
          range: null,
        });
      } else {
        this.#talk.sessionId = answer.sessionId;
        this.#total = answer.totalMessages;
        const rows = readRows(answer.messages);
        transcript.history({ ...stateOf(answer), rows, range: { from: firstOf(answer), to: answer.totalMessages } });
      }
      this.#cursor = answer.deltaCursor;
      if (answer.sessionInfo !== undefined) this.info.value = answer.sessionInfo;
      if (answer.metadata) {
        this.commands.value = answer.metadata.commands;
        this.models.value = answer.metadata.models;
      }
      this.loaded.value = true;
      this.trouble.value = '';
    } catch (error) {
      // Without a line the page says so elsewhere.
      if (load === this.#loads && gateway.ready) this.trouble.value = said(error);
    }
    this.#talk.changed();
  }
}

type State = Pick<History, 'pendingInputs' | 'inputReceipts' | 'inFlightRun'>;

function stateOf({ pendingInputs, inputReceipts, inFlightRun }: State): Omit<Page, 'rows' | 'range'> {
  const { items, total } = pendingInputs;
  return {
    waiting: items.flatMap(({ runId, state, message }) => {
      const row = readRow(message);
      return row ? [{ runId, state, row }] : [];
    }),
    moreWaiting: total > items.length,
    receipts: new Map(inputReceipts.map(({ runId, state }) => [runId, state])),
    inFlight: inFlightRun ? { ...inFlightRun, tools: inFlightRun.calls.map(toolOf) } : null,
  };
}

type OpenCall = NonNullable<History['inFlightRun']>['calls'][number];

function toolOf({ toolCallId: id, name, state, args }: OpenCall): ToolNews {
  return { id, name, state, ...(args === undefined ? {} : { input: JSON.stringify(args, null, 2) }) };
}

/** Below it there may be more. */
function firstOf({ hasMore, nextOffset, totalMessages }: History): number {
  return hasMore && nextOffset !== undefined ? totalMessages - nextOffset + 1 : 1;
}

function readRows(messages: readonly unknown[]): Row[] {
  return messages.flatMap((message) => readRow(message) ?? []);
}
