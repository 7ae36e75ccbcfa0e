// Reading a session back: pages of the active line, what is new since a cursor, one whole message, a preview.

import { beginningOf } from '../src/beginning.ts';
import { invalidRequest } from '../src/errors.ts';
import type { Stretch, Transcript } from '../src/ports.ts';
import type {
  HistoryParams,
  HistoryResult,
  InFlightRun,
  InputReceipt,
  MessageGot,
  PendingInputs,
} from '../src/protocol/chat.ts';
import type { Message } from '../src/protocol/messages.ts';
import type { PreviewItem, SessionDefaults, SessionRow } from '../src/protocol/sessions.ts';
import type { Entry, Run, SessionRecord } from '../src/records.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { below, holds } from './path.ts';
import { bounded, lighter, plainText, toPending, visible, weigh } from './projection.ts';
import { type Found, within } from './window.ts';

const MAX_BYTES = 6 * 1024 * 1024;
/** What the answer to chat.message.get may be at most: it has to pass the socket. */
const MAX_MESSAGE_BYTES = 24 * 1024 * 1024;
const MAX_DELTA = 200;
const MAX_DELTA_BYTES = 1_000_000;
const MAX_PENDING = 20;
/** Entries that one page reads at most, shown or not, and how much of them at a time. */
const MAX_READ = 10_000;
const CHUNK = 200;
const CHUNK_CHARS = 16 * 1024 * 1024;
/** So few entries before a page are looked at, to know whether any of them is to be shown. */
const FEW = 20;

/** What the actor lends for one answer: the state of this very turn. */
export type View = {
  key: string;
  session: SessionRecord | null;
  path: readonly Stretch[];
  queued: readonly Run[];
  /** The run under way, as far as watchers were told; asked for last, so that the answer is not behind the events. */
  live: () => InFlightRun | null;
  row: SessionRow | null;
  defaults: SessionDefaults;
};

export class History {
  readonly #transcript: Transcript;

  constructor(transcript: Transcript) {
    this.#transcript = transcript;
  }

  async read(view: View, params: HistoryParams, maxChars: number): Promise<HistoryResult> {
    const { session } = view;
    const receipts = params.inputRunIds && session ? await this.#receipts(session.id, params.inputRunIds) : null;
    const news = params.cursor === undefined ? null : await this.#since(view, params.cursor, maxChars, params.maxBytes);
    const found = params.cursor === undefined ? await this.#page(view, params, maxChars) : null;
    const inFlightRun = view.live();
    const pendingInputs = pending(view.queued, maxChars);
    const common = {
      pendingInputs,
      sessionInfo: view.row,
      ...(inFlightRun ? { inFlightRun } : {}),
      ...(receipts ? { inputReceipts: receipts } : {}),
    };
    if (!found) return news ? { kind: 'delta', ...news, ...common } : { kind: 'reset' };
    const taken = inFlightRun || pendingInputs.total > 0 ? weigh({ inFlightRun, pendingInputs }) : 0;
    const { messages, before } = within(
      found,
      Math.min(params.maxBytes ?? MAX_BYTES, MAX_BYTES) - taken,
      params.messageId,
    );
    const total = session?.position ?? 0;
    return {
      sessionKey: params.sessionKey,
      ...(session ? { sessionId: session.id, deltaCursor: cursorOf(session) } : {}),
      messages,
      hasMore: before > 0,
      ...(before > 0 ? { nextOffset: total - before } : {}),
      totalMessages: total,
      defaults: view.defaults,
      ...(session?.thinking ? { thinkingLevel: session.thinking } : {}),
      ...common,
    };
  }

  async message(session: SessionRecord | null, id: string, maxChars: number): Promise<MessageGot> {
    const { entry } = session ? await this.#transcript.find(session.id, { entry: id }) : {};
    if (!entry) return { ok: false, unavailableReason: 'not_found' };
    const shown = visible(entry, maxChars);
    if (!shown) return { ok: false, unavailableReason: 'not_visible' };
    const message = lighter(shown, MAX_MESSAGE_BYTES);
    if (weigh(message) > MAX_MESSAGE_BYTES) return { ok: false, unavailableReason: 'oversized' };
    return { ok: true, message };
  }

  async preview(view: View, limit: number, maxChars: number): Promise<PreviewItem[]> {
    if (!view.session) return [];
    const { newestFirst } = await this.#shown(view, view.session.position, limit, Number.POSITIVE_INFINITY);
    return newestFirst.reverse().flatMap(({ role, content }) => {
      const whole = plainText(content);
      const text = beginningOf(whole, maxChars);
      return text === '' ? [] : [{ role, text }];
    });
  }

  /** Entries of the line up to a position, oldest first. */
  async entries(sessionId: string, path: readonly Stretch[], position: number, limit: number): Promise<Entry[]> {
    const newestFirst: Entry[] = [];
    for (const stretch of below(path, position)) {
      if (newestFirst.length >= limit) break;
      newestFirst.push(...(await this.#transcript.page(sessionId, stretch, limit - newestFirst.length)));
    }
    return newestFirst.reverse();
  }

  async #page(view: View, { limit, offset, messageId }: HistoryParams, maxChars: number): Promise<Found> {
    const total = view.session?.position ?? 0;
    const from = messageId === undefined ? total - offset : await this.#around(view, messageId, limit);
    const found = await this.#shown(view, from, limit, maxChars);
    if (found.before === 0 || found.before > FEW) return found;
    const { newestFirst } = await this.#shown(view, found.before, 1, maxChars);
    return newestFirst.length === 0 ? { ...found, before: 0 } : found;
  }

  /** What is to be shown at or below a position: entries that are not take no place on the page. */
  async #shown({ session, path }: View, from: number, limit: number, maxChars: number): Promise<Found> {
    const newestFirst: Message[] = [];
    let before = Math.max(0, from);
    let chunk = Math.min(limit, CHUNK);
    for (let read = 0; session && before > 0 && newestFirst.length < limit && read < MAX_READ; ) {
      const entries = await this.entries(session.id, path, before, chunk);
      if (entries.length === 0) return { newestFirst, before: 0 };
      for (const entry of entries.toReversed()) {
        if (newestFirst.length === limit) break;
        const message = visible(entry, maxChars);
        if (message) newestFirst.push(bounded(message));
        before = entry.position - 1;
      }
      read += entries.length;
      const most = Math.floor((CHUNK_CHARS * entries.length) / (1 + sizeOf(entries)));
      chunk = Math.max(1, Math.min(most, Math.max(CHUNK, limit - newestFirst.length)));
    }
    return { newestFirst, before };
  }

  /** Null when the cursor is not of this line or too far behind: the client has to begin again. */
  async #since(view: View, text: string, maxChars: number, maxBytes = MAX_DELTA_BYTES) {
    const { session } = view;
    const cursor = readCursor(text);
    if (!session || !cursor || cursor.sessionId !== session.id || cursor.revision !== session.revision) return null;
    const count = session.position - cursor.position;
    if (cursor.branch !== session.branch || cursor.position < 0 || count < 0 || count > MAX_DELTA) return null;
    const entries = count === 0 ? [] : await this.entries(session.id, view.path, session.position, count);
    const messages = entries.flatMap((entry) => announce(view.key, session, entry, maxChars) ?? []);
    if (messages.length > 0 && weigh(messages) > Math.min(maxBytes, MAX_DELTA_BYTES)) return null;
    return { messages, deltaCursor: cursorOf(session) };
  }

  /** Where a page begins that has the message in its middle. */
  async #around({ session, path }: View, id: string, limit: number): Promise<number> {
    if (!session) return 0;
    const { entry } = await this.#transcript.find(session.id, { entry: id });
    if (!entry || !holds(path, entry)) {
      const words = 'Cannot show the page as the message is not in this conversation: read the newest history instead';
      throw invalidRequest(words, { code: 'MESSAGE_NOT_FOUND', messageId: id.slice(0, 250) });
    }
    return Math.min(session.position, entry.position + Math.floor((limit - 1) / 2));
  }

  async #receipts(sessionId: string, runIds: readonly string[]): Promise<InputReceipt[]> {
    const found = await Promise.all(runIds.map((run) => this.#transcript.find(sessionId, { run })));
    return found.flatMap(({ run }): InputReceipt[] => {
      if (!run) return [];
      if (run.position === null) return [{ runId: run.id, state: 'pending' }];
      return [{ runId: run.id, state: 'consumed', consumedByEventId: run.entryId }];
    });
  }
}

/** A new entry as watchers are told of it; null when it is not to be shown. */
export function announce(key: string, session: SessionRecord, entry: Entry, maxChars: number) {
  const message = visible(entry, maxChars);
  if (!message) return null;
  const place = { messageId: entry.id, messageSeq: entry.position };
  return { sessionKey: key, agentId: session.agentId, message: bounded(message), ...place };
}

function cursorOf(session: SessionRecord): string {
  const { id, revision, branch, position } = session;
  return writeCursor({ sessionId: id, revision, branch, position });
}

function pending(queued: readonly Run[], maxChars: number): PendingInputs {
  const items = queued.slice(0, MAX_PENDING).map((run) => ({
    id: run.entryId,
    runId: run.id,
    message: toPending(run, maxChars),
    acceptedAt: run.acceptedAt,
    state: 'queued' as const,
  }));
  return { items, total: queued.length };
}

/** Roughly how many characters were read. */
function sizeOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { content }) => sum + plainText(content).length, 0);
}
