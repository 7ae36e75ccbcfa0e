// The page's transcript: whatever order the wire chooses, each message is there once.
import { describe, expect, test } from 'vitest';
import type { Line } from '../../ui/src/conversation/line.ts';
import { linesOf } from '../../ui/src/conversation/lines.ts';
import { type Row, readRow } from '../../ui/src/conversation/row.ts';
import { type Page, Transcript } from '../../ui/src/conversation/transcript.ts';
import { queueOf } from '../../ui/src/conversation/under-way.ts';

const empty: Page = { rows: [], range: null, waiting: [], inFlight: null };

function row(id: string, seq: number, role: string, content: unknown, more: object = {}, facts: object = {}): Row {
  const read = readRow({ role, content, ...more, __openclaw: { id, seq, ...facts } });
  if (!read) throw new Error(`Cannot read the row ${id}`);
  return read;
}

const question = (run: string, seq = 1) => row(`q-${run}`, seq, 'user', 'Hello?', { idempotencyKey: `${run}:user` });
const answer = (run: string, seq = 2, text = 'Hello.') => {
  return row(`a-${run}`, seq, 'assistant', [{ type: 'text', text }], {}, { runId: run });
};
const texts = (lines: Line[]) => lines.flatMap((line) => ('text' in line && line.text !== '' ? [line.text] : []));

describe('Transcript shows a message that was sent', () => {
  test('at once, and as the same line when the gateway has stored it', () => {
    const transcript = new Transcript();
    transcript.send({ runId: 'r1', text: 'Hello?' });
    const [sending] = linesOf(transcript);
    expect(sending).toMatchObject({ kind: 'user', text: 'Hello?', state: 'sending' });
    transcript.accepted('r1');
    expect(linesOf(transcript)).toMatchObject([{ key: sending?.key, state: 'accepted' }]);
    transcript.message(question('r1'));
    expect(linesOf(transcript)).toMatchObject([{ key: sending?.key, state: 'stored' }]);
  });

  test('beside another of the same words, because words are no name', () => {
    const transcript = new Transcript();
    transcript.message(question('r1', 1));
    transcript.send({ runId: 'r2', text: 'Hello?' });
    expect(texts(linesOf(transcript))).toEqual(['Hello?', 'Hello?']);
  });

  test('as unconfirmed when the line broke, until history proves that it arrived', () => {
    const transcript = new Transcript();
    transcript.send({ runId: 'r1', text: 'Hello?' });
    transcript.unconfirmed('r1');
    transcript.asked();
    transcript.history(empty);
    expect(linesOf(transcript)).toMatchObject([{ state: 'unconfirmed', runId: 'r1' }]);
    transcript.asked();
    transcript.history({ ...empty, rows: [question('r1')] });
    expect(linesOf(transcript)).toMatchObject([{ kind: 'user', state: 'stored' }]);
  });

  test('as waiting while its turn has not come, and once in every step of that', () => {
    const transcript = new Transcript();
    const waiting = [{ runId: 'r1', state: 'queued', row: question('r1', 5) }];
    transcript.send({ runId: 'r1', text: 'Hello?' });
    transcript.asked();
    transcript.history({ ...empty, waiting });
    expect(linesOf(transcript)).toEqual([]);
    expect(queueOf(transcript)).toMatchObject([{ runId: 'r1', text: 'Hello?', accepted: true }]);
    transcript.started('r1');
    transcript.message(question('r1', 5));
    expect(linesOf(transcript)).toMatchObject([
      { kind: 'user', state: 'stored' },
      { kind: 'answer', state: 'live' },
    ]);
    expect(queueOf(transcript)).toEqual([]);
  });

  test('as waiting from the moment it is sent while a run is live, and in the conversation if that ends before', () => {
    const transcript = new Transcript();
    transcript.started('r1');
    transcript.send({ runId: 'r2', text: 'And?' });
    expect(queueOf(transcript)).toMatchObject([{ runId: 'r2', accepted: false }]);
    transcript.accepted('r2');
    expect(queueOf(transcript)).toMatchObject([{ runId: 'r2', accepted: true }]);
    transcript.end('r1', { state: 'done', text: null });
    expect(queueOf(transcript)).toEqual([]);
    expect(texts(linesOf(transcript))).toEqual(['And?']);
  });

  test('no more when the gateway took it, and then told a history without it', () => {
    const transcript = new Transcript();
    transcript.send({ runId: 'r1', text: 'Hello?' });
    transcript.accepted('r1');
    transcript.asked();
    transcript.history(empty);
    expect(linesOf(transcript)).toEqual([]);
  });

  test('as long as it waits behind more than a history names, and as taken back when it waits no more', () => {
    const transcript = new Transcript();
    transcript.send({ runId: 'r1', text: 'Hello?' });
    transcript.accepted('r1');
    const receipts = new Map([['r1', 'pending' as const]]);
    transcript.asked();
    transcript.history({ ...empty, receipts, moreWaiting: true });
    expect(linesOf(transcript)).toMatchObject([{ text: 'Hello?', state: 'accepted' }]);
    transcript.asked();
    transcript.history({ ...empty, receipts });
    expect(linesOf(transcript)).toMatchObject([{ text: 'Hello?', state: 'failed', reason: '' }]);
    transcript.asked();
    transcript.history({ ...empty, receipts: new Map([['r1', 'consumed']]) });
    expect(linesOf(transcript)).toEqual([]);
  });

  test('not as waiting when its run has ended while the history was on its way', () => {
    const transcript = new Transcript();
    transcript.asked();
    transcript.message(question('r1'));
    transcript.end('r1', { state: 'done', text: null });
    transcript.history({ ...empty, waiting: [{ runId: 'r1', state: 'queued', row: question('r1') }] });
    expect(linesOf(transcript)).toMatchObject([{ kind: 'user', state: 'stored' }]);
  });

  test('once while it waits, though its sender gave it no name', () => {
    const transcript = new Transcript();
    const nameless = row('q1', 1, 'user', 'Hello?');
    transcript.history({ ...empty, rows: [nameless], waiting: [{ runId: 'r1', state: 'queued', row: nameless }] });
    expect(linesOf(transcript)).toHaveLength(1);
  });

  test('in the conversation and not as waiting once its row is stored', () => {
    const transcript = new Transcript();
    transcript.history({
      ...empty,
      rows: [question('r1')],
      waiting: [{ runId: 'r1', state: 'queued', row: question('r1') }],
    });
    expect(linesOf(transcript)).toMatchObject([{ kind: 'user', state: 'stored' }]);
    expect(queueOf(transcript)).toEqual([]);
  });
});

describe('Transcript shows a run', () => {
  test('by its whole text when that is given, else by what is added', () => {
    const transcript = new Transcript();
    transcript.delta('r1', { whole: null, append: 'He', replace: false });
    transcript.delta('r1', { whole: null, append: 'llo', replace: false });
    expect(texts(linesOf(transcript))).toEqual(['Hello']);
    transcript.delta('r1', { whole: 'Hello, you', append: ', you', replace: false });
    expect(texts(linesOf(transcript))).toEqual(['Hello, you']);
    transcript.delta('r1', { whole: null, append: 'Bye', replace: true });
    expect(texts(linesOf(transcript))).toEqual(['Bye']);
    expect(transcript.live).toBe('r1');
  });

  test('that history found going on, and goes on with it', () => {
    const transcript = new Transcript();
    transcript.asked();
    transcript.delta('r1', { whole: null, append: 'lo', replace: false });
    transcript.history({ ...empty, rows: [question('r1')], inFlight: { runId: 'r1', text: 'Hello' } });
    transcript.delta('r1', { whole: null, append: ', you', replace: false });
    expect(texts(linesOf(transcript))).toEqual(['Hello?', 'Hello, you']);
  });

  test('with the tools that it uses just now, for whoever comes later, and each once', () => {
    const transcript = new Transcript();
    const tools = [
      { id: 'c1', name: 'read', state: 'done' as const },
      { id: 'c2', name: 'exec', state: 'running' as const, input: '{}' },
    ];
    transcript.history({ ...empty, rows: [question('r1')], inFlight: { runId: 'r1', text: 'Looking.', tools } });
    const shown = [
      { kind: 'user' },
      { kind: 'answer', text: 'Looking.' },
      { kind: 'tool', name: 'read', state: 'done' },
    ];
    expect(linesOf(transcript)).toMatchObject([
      ...shown,
      { kind: 'tool', name: 'exec', state: 'running', input: '{}' },
    ]);
    transcript.tool('r1', { id: 'c2', name: 'exec', state: 'done' }, 5000);
    transcript.news({ ...empty, inFlight: { runId: 'r1', text: 'Looking.', tools } });
    // How long it took nobody here knows.
    expect(linesOf(transcript).slice(0, 4)).toMatchObject([...shown, { kind: 'tool', state: 'done', ms: null }]);
  });

  test('with nothing behind its last word, and with a sign of more behind a step that goes on', () => {
    const transcript = new Transcript();
    transcript.message(question('r1'));
    transcript.delta('r1', { whole: null, append: 'Hello.', replace: false });
    transcript.message(answer('r1'));
    expect(linesOf(transcript)).toMatchObject([{ kind: 'user' }, { kind: 'answer', text: 'Hello.' }]);
    transcript.delta('r1', { whole: null, append: '\n\nAnd', replace: false });
    expect(linesOf(transcript).at(-1)).toMatchObject({ kind: 'answer', text: 'And', state: 'live' });
    transcript.message(question('r2', 3));
    expect(linesOf(transcript).at(-1)).toMatchObject({ kind: 'answer', text: 'And', state: 'live' });
  });

  test('no more once it has ended, though an older history still believes in it', () => {
    const transcript = new Transcript();
    transcript.asked();
    transcript.delta('r1', { whole: 'Hel', append: 'Hel', replace: false });
    transcript.message(answer('r1'));
    transcript.end('r1', { state: 'done', text: 'Hello.' });
    transcript.history({ ...empty, rows: [question('r1')], inFlight: { runId: 'r1', text: 'He' } });
    transcript.delta('r1', { whole: 'Hello', append: 'lo', replace: false });
    expect(texts(linesOf(transcript))).toEqual(['Hello?', 'Hello.']);
    expect(transcript.live).toBeNull();
  });

  test('that ended while nobody listened as history tells it, not as it was last seen', () => {
    const transcript = new Transcript();
    transcript.delta('r1', { whole: 'Hel', append: 'Hel', replace: false });
    transcript.asked();
    transcript.history({ ...empty, rows: [question('r1'), answer('r1')] });
    expect(texts(linesOf(transcript))).toEqual(['Hello?', 'Hello.']);
    expect(transcript.live).toBeNull();
  });

  test('that was stopped with what it had said, marked as stopped, before and after it is stored', () => {
    const transcript = new Transcript();
    transcript.delta('r1', { whole: 'Hel', append: 'Hel', replace: false });
    transcript.end('r1', { state: 'stopped', text: null });
    expect(linesOf(transcript)).toMatchObject([{ kind: 'answer', text: 'Hel', state: 'stopped' }]);
    transcript.message(row('a1', 2, 'assistant', [{ type: 'text', text: 'Hel' }], { openclawAbort: { runId: 'r1' } }));
    expect(linesOf(transcript)).toMatchObject([{ key: 'answer:r1:0', kind: 'answer', text: 'Hel', state: 'stopped' }]);
  });

  test('that was stopped before it said anything not at all', () => {
    const transcript = new Transcript();
    transcript.started('r1');
    transcript.end('r1', { state: 'stopped', text: null });
    expect(linesOf(transcript)).toEqual([]);
  });

  test('that failed with its reason, of which the second telling may say more', () => {
    const transcript = new Transcript();
    transcript.end('r1', { state: 'failed', text: null, error: 'No' });
    transcript.end('r1', { state: 'failed', text: null, error: 'No, the model is away' });
    expect(linesOf(transcript)).toMatchObject([{ kind: 'answer', state: 'failed', error: 'No, the model is away' }]);
  });

  test('that failed once, when its stored answer brings the reason itself', () => {
    const transcript = new Transcript();
    transcript.end('r1', { state: 'failed', text: null, error: 'No' });
    transcript.message(row('e1', 2, 'assistant', [], { errorMessage: 'No' }, { runId: 'r1' }));
    expect(linesOf(transcript)).toMatchObject([{ key: 'answer:r1:0', rowId: 'e1', state: 'failed', error: 'No' }]);
  });

  test('in the words that came last, not in those of a history that was on its way', () => {
    const transcript = new Transcript();
    transcript.asked();
    transcript.delta('r1', { whole: null, append: 'Bye', replace: true });
    transcript.history({ ...empty, inFlight: { runId: 'r1', text: 'Hello, you' } });
    expect(texts(linesOf(transcript))).toEqual(['Bye']);
  });

  test('with its tools in their places, each once, live and stored', () => {
    const transcript = new Transcript();
    const call = [
      { type: 'text', text: 'Looking.' },
      { type: 'toolCall', id: 'c1', name: 'read', arguments: {} },
    ];
    transcript.delta('r1', { whole: 'Looking.', append: 'Looking.', replace: false });
    transcript.tool('r1', { id: 'c1', name: 'read', state: 'running' });
    const live = [
      { key: 'answer:r1:0', kind: 'answer' },
      { key: 'tool:c1', kind: 'tool', state: 'running' },
    ];
    expect(linesOf(transcript)).toMatchObject(live);
    transcript.message(row('s1', 2, 'assistant', call, {}, { runId: 'r1' }));
    // The same lines: what is on the screen is not made anew because it is stored.
    expect(linesOf(transcript)).toMatchObject(live);
    transcript.message(row('t1', 3, 'toolResult', 'seen', { toolCallId: 'c1', toolName: 'read' }, { runId: 'r1' }));
    transcript.delta('r1', { whole: 'Looking.\n\nFound.', append: '\n\nFound.', replace: false });
    expect(texts(linesOf(transcript))).toEqual(['Looking.', 'Found.']);
    expect(linesOf(transcript)).toMatchObject([live[0], { kind: 'tool', state: 'done' }, { state: 'live' }]);
    transcript.message(answer('r1', 4, 'Found.'));
    transcript.end('r1', { state: 'done', text: 'Looking.\n\nFound.' });
    expect(texts(linesOf(transcript))).toEqual(['Looking.', 'Found.']);
    expect(linesOf(transcript)).toHaveLength(3);
  });

  test('once, though its live words are not those that were stored', () => {
    const transcript = new Transcript();
    const step = [
      { type: 'text', text: 'Step' },
      { type: 'toolCall', id: 'c1', name: 'read', arguments: {} },
    ];
    transcript.delta('r1', { whole: 'Stepping', append: '', replace: false });
    transcript.message(row('s1', 2, 'assistant', step, {}, { runId: 'r1' }));
    transcript.delta('r1', { whole: 'Other words', append: '', replace: false });
    expect(texts(linesOf(transcript))).toEqual(['Other words']);
    transcript.message(answer('r1', 3));
    transcript.end('r1', { state: 'done', text: 'Other words' });
    expect(texts(linesOf(transcript))).toEqual(['Step', 'Hello.']);
  });
});

describe('Transcript keeps to the history', () => {
  test('and forgets what a newer one does not show, but not what came while it was on its way', () => {
    const transcript = new Transcript();
    transcript.message(row('old', 7, 'user', 'abandoned'));
    transcript.asked();
    transcript.message(row('new', 9, 'assistant', 'a note', { model: 'gateway-injected' }));
    transcript.history({ ...empty, rows: [row('cut', 8, 'system', '', {}, { kind: 'reset' })] });
    expect(linesOf(transcript)).toMatchObject([
      { key: 'cut', kind: 'rule' },
      { key: 'new', note: true },
    ]);
  });

  test('in its order, earlier pages first, and never a shorter copy over a full one', () => {
    const transcript = new Transcript();
    transcript.history({ ...empty, rows: [row('b', 2, 'user', 'two')] });
    transcript.page([row('a', 1, 'user', 'one'), row('b', 2, 'user', 'tw')], { from: 1, to: 2 });
    transcript.message(row('b', 2, 'user', 't...', {}, { truncated: true }));
    expect(texts(linesOf(transcript))).toEqual(['one', 'two']);
  });
});
