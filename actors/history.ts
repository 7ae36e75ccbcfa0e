// Reading a session back: pages of the active line, what is new since a cursor, one whole message, a preview.
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
import { below } from './path.ts';
import { bounded, plainText, toMessage, toPending, weigh, wholeCharacters } from './projection.ts';

const MAX_BYTES = 6 * 1024 * 1024;
const MAX_DELTA = 200;
const MAX_PENDING = 20;

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
    const page = params.cursor === undefined ? await this.#page(view, params, maxChars) : null;
    const news = params.cursor === undefined ? null : await this.#since(view, params.cursor, maxChars);
    const inFlightRun = view.live();
    const common = {
      pendingInputs: pending(view.queued),
      sessionInfo: view.row,
      ...(inFlightRun ? { inFlightRun } : {}),
      ...(receipts ? { inputReceipts: receipts } : {}),
    };
    if (page) return { ...page, ...common };
    return news ? { kind: 'delta', ...news, ...common } : { kind: 'reset' };
  }

  async #page(view: View, params: HistoryParams, maxChars: number) {
    const { session } = view;
    const total = session?.position ?? 0;
    const from = params.messageId ? await this.#positionOf(view, params.messageId) : total - params.offset;
    const entries = session ? await this.entries(session.id, view.path, from, params.limit) : [];
    const messages = withinBudget(entries, maxChars, Math.min(params.maxBytes ?? MAX_BYTES, MAX_BYTES));
    const oldest = messages[0]?.__openclaw.seq ?? 1;
    const hasMore = messages.length > 0 && oldest > 1;
    return {
      sessionKey: params.sessionKey,
      ...(session ? { sessionId: session.id, deltaCursor: cursorOf(session) } : {}),
      messages,
      hasMore,
      ...(hasMore ? { nextOffset: total - oldest + 1 } : {}),
      totalMessages: total,
      defaults: view.defaults,
      ...(session?.thinking ? { thinkingLevel: session.thinking } : {}),
    };
  }

  async message(session: SessionRecord | null, id: string, maxChars: number): Promise<MessageGot> {
    const { entry } = session ? await this.#transcript.find(session.id, { entry: id }) : {};
    if (!entry) return { ok: false, unavailableReason: 'not_found' };
    return { ok: true, message: toMessage(entry, maxChars) };
  }

  async preview(view: View, limit: number, maxChars: number): Promise<PreviewItem[]> {
    if (!view.session) return [];
    const entries = await this.entries(view.session.id, view.path, view.session.position, limit);
    return entries.flatMap((entry) => {
      const whole = plainText(entry.content);
      const text = whole.slice(0, wholeCharacters(whole, maxChars));
      return text === '' ? [] : [{ role: entry.role, text }];
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

  /** Null when the cursor is not of this line: the client has to begin again. */
  async #since(view: View, text: string, maxChars: number) {
    const { session } = view;
    const cursor = readCursor(text);
    if (!session || !cursor || cursor.sessionId !== session.id || cursor.revision !== session.revision) return null;
    const count = session.position - cursor.position;
    if (cursor.branch !== session.branch || count < 0 || count > MAX_DELTA) return null;
    const entries = count === 0 ? [] : await this.entries(session.id, view.path, session.position, count);
    const messages = entries.map((entry) => announce(view.key, session, entry, maxChars));
    return { messages, deltaCursor: cursorOf(session) };
  }

  async #positionOf(view: View, id: string): Promise<number> {
    const { session } = view;
    const { entry } = session ? await this.#transcript.find(session.id, { entry: id }) : {};
    if (!entry || !session) return session?.position ?? 0;
    const onPath = view.path.some((part) => part.branch === entry.branch && entry.position <= part.upTo);
    return onPath ? entry.position : session.position;
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

export function announce(key: string, session: SessionRecord, entry: Entry, maxChars: number) {
  const message = bounded(toMessage(entry, maxChars));
  return { sessionKey: key, agentId: session.agentId, message, messageId: entry.id, messageSeq: entry.position };
}

function cursorOf(session: SessionRecord): string {
  const { id, revision, branch, position } = session;
  return writeCursor({ sessionId: id, revision, branch, position });
}

function pending(queued: readonly Run[]): PendingInputs {
  const items = queued.slice(0, MAX_PENDING).map((run) => ({
    id: run.entryId,
    runId: run.id,
    message: toPending(run),
    acceptedAt: run.acceptedAt,
    state: 'queued' as const,
  }));
  return { items, total: queued.length };
}

/** The newest messages that fit the budget, oldest first. At least one, so that paging always advances. */
function withinBudget(entries: readonly Entry[], maxChars: number, maxBytes: number): Message[] {
  const newestFirst: Message[] = [];
  let left = maxBytes;
  for (const entry of entries.toReversed()) {
    const message = bounded(toMessage(entry, maxChars));
    const bytes = weigh(message);
    if (bytes > left && newestFirst.length > 0) break;
    left -= bytes;
    newestFirst.push(message);
  }
  return newestFirst.reverse();
}
