import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { readCursor, writeCursor } from '../../actors/cursor.ts';
import { bounded, lacksWords, OMITTED, toMessage, visible } from '../../actors/projection.ts';
import { Message } from '../../src/protocol/messages.ts';
import type { Content, Entry } from '../../src/records.ts';
import { entry, session } from '../store/fixture.ts';
import { openSession, send } from './fixture.ts';

const of = session();
const shown = (content: Content, over: Partial<Entry> = {}, maxChars?: number) =>
  toMessage(entry(of, 7, { content, ...over }), maxChars);

test('toMessage() shows what a user said as a string, and keeps the place and the name', () => {
  const message = shown('hello', { id: 'the id', meta: { runId: 'one', idempotencyKey: 'one:user' } });
  expect(message).toMatchObject({ role: 'user', content: 'hello', idempotencyKey: 'one:user' });
  expect(message.__openclaw).toMatchObject({ id: 'the id', seq: 7, runId: 'one', idempotencyKey: 'one:user' });
});

test('toMessage() has what was thought beside what was said, and nowhere in it', () => {
  const content: Content = [
    { type: 'thinking', thinking: 'a secret' },
    { type: 'text', text: 'an answer' },
    { type: 'toolCall', id: 'call', name: 'look', arguments: { at: 'it' } },
  ];
  const message = shown(content, { role: 'assistant' });
  expect(message.content).toEqual(content.slice(1));
  const { thinking, ...facts } = message.__openclaw;
  expect(thinking).toBe('a secret');
  expect(JSON.stringify({ ...message, __openclaw: facts })).not.toContain('secret');
  const several: Content = ['one', '', 'two'].map((thinking) => ({ type: 'thinking', thinking }));
  expect(shown(several, { role: 'assistant' }).__openclaw.thinking).toBe('one\n\ntwo');
  expect(shown(several.slice(1, 2), { role: 'assistant' }).__openclaw).not.toHaveProperty('thinking');
  expect(shown(content, { role: 'user' }).__openclaw).not.toHaveProperty('thinking');
});

test('bounded() leaves thoughts out where the message would be too large with them, and lacksWords() knows it', () => {
  const said = { type: 'text' as const, text: 'an answer' };
  const heavy = (length: number): Content => [{ type: 'thinking', thinking: 'x'.repeat(length) }, said];
  const small = bounded(shown(heavy(1000), { role: 'assistant' }));
  expect([small.__openclaw.thinking?.length, small.__openclaw.truncated, lacksWords(small)]).toEqual([
    ...[1000, undefined, false],
  ]);
  const large = bounded(shown(heavy(129 * 1024), { role: 'assistant' }));
  expect(large).toMatchObject({ content: [said], __openclaw: { truncated: true } });
  expect([large.__openclaw.thinking, lacksWords(large)]).toEqual([undefined, false]);
  const thought = { type: 'thinking' as const, thinking: 'x'.repeat(1000) };
  const both = [thought, { ...said, text: 'y'.repeat(129 * 1024) }];
  const omitted = bounded(shown(both, { role: 'assistant' }));
  expect(omitted).toMatchObject({ content: [{ text: OMITTED }], __openclaw: { reason: 'oversized' } });
  expect([omitted.__openclaw.thinking, lacksWords(omitted)]).toEqual([undefined, true]);
  expect(lacksWords(shown([said], { role: 'assistant' }, 3))).toBe(true);
  expect(lacksWords(shown(heavy(1000), { role: 'assistant' }, 100))).toBe(false);
});

test('toMessage() says of a tool result which call it answers, and of an end how it came', () => {
  const meta = { toolCallId: 'call', toolName: 'look', isError: true };
  expect(shown([{ type: 'text', text: 'no' }], { role: 'toolResult', meta })).toMatchObject(meta);
  const aborted = shown([], {
    role: 'assistant',
    meta: { runId: 'one', abort: { origin: 'rpc' }, errorMessage: 'why' },
  });
  expect(aborted).toMatchObject({ openclawAbort: { aborted: true, origin: 'rpc', runId: 'one' }, errorMessage: 'why' });
});

test('visible() is null for what is not for people, and for nothing else', () => {
  const say = (text: string, over: Partial<Entry> = {}) =>
    visible(entry(of, 7, { role: 'assistant', content: [{ type: 'text', text }], ...over }));
  for (const text of ['NO_REPLY', 'no_reply', '[[reply_to_current]]', '<think>a secret</think>', '<|im_end|>']) {
    expect(say(text)).toBeNull();
    expect(say(text, { role: 'user' })).toMatchObject({ content: [{ text }] });
    expect(say(text, { role: 'toolResult' })).toMatchObject({ content: [{ text }] });
    expect(say(text, { meta: { abort: { origin: 'rpc' } } })).toMatchObject({ content: [] });
    expect(say(text, { meta: { errorMessage: 'why' } })).toMatchObject({ content: [], errorMessage: 'why' });
  }
  expect(say('', { content: [{ type: 'thinking', thinking: 'a secret' }] })).toBeNull();
  const call = { type: 'toolCall' as const, id: 'call', name: 'look', arguments: {} };
  expect(say('', { content: [{ type: 'text', text: 'NO_REPLY' }, call] })).toMatchObject({ content: [call] });
  expect(visible(entry(of, 7, { content: '' }))).toMatchObject({ content: '' });
  expect(visible(entry(of, 7, { content: '<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>\na secret' }))).toBeNull();
});

test('toMessage() cuts what is shown, not what is stored', () => {
  const { content } = shown([{ type: 'text', text: '[[reply_to_current]] abcdef' }], { role: 'assistant' }, 3);
  expect(content).toEqual([{ type: 'text', text: 'abc\n...(truncated)...' }]);
});

test('toMessage() cuts long text and says so, and never in the middle of a character', () => {
  expect(shown('abcdef', {}, 3).content).toBe('abc\n...(truncated)...');
  expect(shown('abcdef', {}, 3).__openclaw.truncated).toBe(true);
  expect(shown('abc', {}, 3).__openclaw.truncated).toBeUndefined();
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, maxChars) => {
      const { content } = shown([{ type: 'text', text }], { role: 'assistant' }, maxChars);
      expect(JSON.stringify(content)).not.toMatch(/\\ud[89a-f]/);
    }),
  );
});

test('bounded() puts a placeholder where a message is too large, with its id and place', () => {
  const large = shown('x'.repeat(129 * 1024), { id: 'the id' });
  expect(bounded(large)).toMatchObject({
    role: 'user',
    content: OMITTED,
    __openclaw: { id: 'the id', seq: 7, truncated: true, reason: 'oversized' },
  });
  const escaped = shown([{ type: 'text', text: '\u0001'.repeat(30_000) }], { role: 'assistant' });
  expect(bounded(escaped).content).toEqual([{ type: 'text', text: OMITTED }]);
  const deep = { type: 'toolCall' as const, id: 'call', name: 'look', arguments: { all: 'é'.repeat(70_000) } };
  expect(bounded(shown([deep], { role: 'assistant' })).content).toEqual([{ type: 'text', text: OMITTED }]);
});

test('bounded() leaves alone what fits, to the byte', () => {
  const around = JSON.stringify(shown('')).length;
  const fits = shown('x'.repeat(128 * 1024 - around));
  expect(bounded(fits)).toBe(fits);
  expect(bounded(shown('x'.repeat(128 * 1024 - around + 1))).content).toBe(OMITTED);
});

test('toMessage() and bounded() give what the schema of messages says', () => {
  const block = fc.oneof(
    fc.record({ type: fc.constant('text' as const), text: fc.string() }),
    fc.record({ type: fc.constant('thinking' as const), thinking: fc.string() }),
    fc.record({
      type: fc.constant('toolCall' as const),
      id: fc.string(),
      name: fc.string(),
      arguments: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
    }),
  );
  const role = fc.constantFrom('user' as const, 'assistant' as const, 'toolResult' as const, 'system' as const);
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.array(block)),
      role,
      fc.integer({ min: 1, max: 50 }),
      (content, as, maxChars) => {
        expect(v.is(Message, bounded(shown(content, { role: as }, maxChars)))).toBe(true);
      },
    ),
  );
});

test('History.preview() never cuts a character in two', async () => {
  const { actor } = openSession();
  await actor.call(send('one', `${'x'.repeat(19)}😀`));
  const { items } = await actor.call({ type: 'preview', limit: 10, maxChars: 20 });
  expect(items).toEqual([{ role: 'user', text: 'x'.repeat(19) }]);
});

test('readCursor() reads what writeCursor() wrote', () => {
  const cursor = { sessionId: 'a', revision: 'b', branch: 1, position: 20 };
  expect(readCursor(writeCursor(cursor))).toEqual(cursor);
});

test.each([
  ['nothing', ''],
  ['what is not base64', '%%%'],
  ['what is not JSON', btoa('hello')],
  ['another shape', btoa('{"sessionId":"a"}')],
  ['too little', btoa('["a","b",1]')],
  ['other types', btoa('["a",2,1,1]')],
  ['half a place', btoa('["a","b",0,1.5]')],
])('readCursor() makes null of %s', (_name, text) => {
  expect(readCursor(text)).toBeNull();
});

test('readCursor() makes null or a cursor of anything, and never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void readCursor(text)));
});

test('toMessage() shows the files of a message beside its words, also when it waits or is too large', async () => {
  const file = {
    id: 'm1',
    name: 'cat.png',
    type: 'image/png',
    kind: 'image' as const,
    size: 12,
    digest: 'abc',
    width: 3,
    height: 4,
  };
  const sound = { id: 'm2', name: 'voice.mp3', type: 'audio/mpeg', kind: 'audio' as const, size: 5, digest: 'def' };
  const media = [
    {
      id: 'm1',
      url: 'media://inbound/m1',
      contentType: 'image/png',
      kind: 'image',
      sizeBytes: 12,
      fileName: 'cat.png',
      width: 3,
      height: 4,
    },
    {
      id: 'm2',
      url: 'media://inbound/m2',
      contentType: 'audio/mpeg',
      kind: 'audio',
      sizeBytes: 5,
      fileName: 'voice.mp3',
    },
  ];
  const message = visible(entry(of, 7, { content: '', meta: { media: [file, sound] } }));
  expect(message).toMatchObject({ content: '', __openclaw: { media } });
  v.parse(Message, message);
  const large = toMessage(entry(of, 7, { content: 'x'.repeat(200_000), meta: { media: [file] } }));
  expect(bounded(large)).toMatchObject({ content: OMITTED, __openclaw: { media: [media[0]] } });
  expect(shown('no files').__openclaw).not.toHaveProperty('media');
});
