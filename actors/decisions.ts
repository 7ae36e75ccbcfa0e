// What a command means for a session: pure decisions against a draft. Whatever is wrong is found before the
// first change, so that a refused command leaves the draft as it was.
import { beginningOf } from '../src/beginning.ts';
import type { Command, Expectation, Send, SessionPatch } from '../src/commands.ts';
import { entryId } from '../src/entry-id.ts';
import { invalidRequest } from '../src/errors.ts';
import type { Sent } from '../src/protocol/chat.ts';
import { readSessionKey } from '../src/protocol/session-key.ts';
import type { Attached, ClientResult, Entry, Run, SessionRecord } from '../src/records.ts';
import type { Draft, Written } from './draft.ts';
import { shownText } from './projection.ts';

const TITLE_LENGTH = 80;
const PREVIEW_LENGTH = 240;
/** Beyond this many inputs waiting in one session, the sender is asked to come back later. */
export const MAX_QUEUED = 1000;

export function newSession(key: string, now: number): SessionRecord {
  return {
    key,
    id: crypto.randomUUID(),
    agentId: readSessionKey(key).agentId,
    revision: crypto.randomUUID(),
    createdAt: now,
    updatedAt: now,
    interactedAt: null,
    leafId: null,
    branch: 0,
    position: 0,
    branches: 1,
    nextSeq: 1,
    label: null,
    title: null,
    preview: null,
    parentKey: null,
    forkSource: null,
    model: null,
    thinking: null,
    archived: false,
    pinned: false,
    unread: false,
    status: null,
    activeRunId: null,
    startedAt: null,
    endedAt: null,
    inputTokens: 0,
    outputTokens: 0,
    contextTokens: 0,
    cost: 0,
    category: null,
    queueMode: null,
    version: 0,
  };
}

/** A repeated send is the same send; the same name for other words is refused. */
export function repeated(run: Run, send: Pick<Send, 'message' | 'attachments' | 'instructions' | 'results'>): Sent {
  const { message, attachments, instructions, results } = run.input;
  const same = message === send.message && instructions === send.instructions;
  const alike = digests(attachments) === digests(send.attachments) && digestOf(results) === digestOf(send.results);
  if (!same || !alike) {
    const details = { reason: 'chat-request-conflict', runId: run.id };
    throw invalidRequest('Cannot send as this idempotencyKey was used for a different message', details);
  }
  return { runId: run.id, status: run.endedAt === null ? 'in_flight' : 'ok' };
}

function digests(attachments: readonly Attached[] = []): string {
  return attachments.map(({ digest }) => digest).join(' ');
}

function digestOf(results: Send['results'] = []): string {
  return JSON.stringify(results.map(({ toolCallId, text }) => [toolCallId, text]));
}

export function accept(draft: Draft, send: Send, results: ClientResult[], now: number): Run {
  const { message, thinking, timeoutMs, queueMode, sender, attachments = [], instructions, clientTools } = send;
  draft.hold(attachments);
  return {
    sessionId: draft.session.id,
    id: send.runId,
    state: 'queued',
    input: {
      message,
      sender,
      ...(thinking === undefined ? {} : { thinking }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(queueMode === undefined ? {} : { queueMode }),
      ...(attachments.length > 0 ? { attachments } : {}),
      ...(instructions === undefined ? {} : { instructions }),
      ...(clientTools === undefined ? {} : { clientTools }),
      ...(results.length > 0 ? { results } : {}),
    },
    entryId: entryId(now),
    position: null,
    text: '',
    acceptedAt: now,
    startedAt: null,
    endedAt: null,
    stopReason: null,
    error: null,
  };
}

/** Gives a waiting input its place in the conversation: results of tools, then what is said. */
export function place(draft: Draft, run: Run): { run: Run; entries: Entry[] } {
  const { message, sender, attachments: media, results = [] } = run.input;
  const meta = { runId: run.id, ...(sender ? { sender } : {}) };
  const written: Written[] = results.map(({ toolCallId, toolName, text }) => ({
    role: 'toolResult',
    content: [{ type: 'text', text }],
    meta: { ...meta, toolCallId, toolName, isError: false },
  }));
  if (written.length === 0 || message !== '' || media) {
    written.push({ role: 'user', content: message, meta: { ...meta, ...(media ? { media } : {}) } });
  }
  const entries = written.map((one, index) => {
    if (index < written.length - 1) return draft.append(one);
    return draft.append({ ...one, id: run.entryId, meta: { ...one.meta, idempotencyKey: `${run.id}:user` } });
  });
  const words = message.trim() === '' ? (media ?? []).map(({ name }) => name).join(', ') : message;
  const title = draft.session.title ?? (excerpt(words, TITLE_LENGTH) || null);
  const preview = words === '' && results.length > 0 ? {} : { preview: excerpt(words, PREVIEW_LENGTH) };
  draft.update({ interactedAt: draft.session.updatedAt, ...preview, title });
  return { run: { ...run, position: draft.session.position }, entries };
}

export function inject(draft: Draft, command: Extract<Command, { type: 'inject' }>): { entry: Entry; text: string } {
  const words = command.label ? `[${command.label}]\n\n${command.message}` : command.message;
  const entry = draft.append({
    role: 'assistant',
    content: [{ type: 'text', text: words }],
    meta: { provider: 'openclaw', model: 'gateway-injected', api: 'openai-responses', stopReason: 'stop' },
  });
  const text = shownText(entry);
  draft.update({ unread: true, ...(text === '' ? {} : { preview: excerpt(text, PREVIEW_LENGTH) }) });
  return { entry, text };
}

export function patch(draft: Draft, fields: SessionPatch, expected: Expectation = {}): void {
  expect(draft.session, expected);
  draft.update(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
}

/** What was said so far is kept as an earlier part of the tree; the conversation begins again. */
export function reset(draft: Draft): Entry {
  draft.beginAnew();
  const entry = draft.append({ role: 'system', content: [{ type: 'text', text: 'Reset' }], meta: { kind: 'reset' } });
  draft.update({
    revision: crypto.randomUUID(),
    preview: null,
    status: null,
    inputTokens: 0,
    outputTokens: 0,
    contextTokens: 0,
    cost: 0,
  });
  return entry;
}

export function expect(session: SessionRecord, expected: Expectation): void {
  if (expected.sessionId !== undefined && expected.sessionId !== session.id) throw moved('expectedSessionId');
  if (expected.revision !== undefined && expected.revision !== session.revision)
    throw moved('expectedLifecycleRevision');
}

function moved(parameter: string) {
  return invalidRequest(`Cannot change the session as ${parameter} is not its own any more: read it again first`, {
    code: 'SESSION_CHANGED',
  });
}

export function excerpt(text: string, length: number): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= length ? line : `${beginningOf(line, length)}...`;
}
