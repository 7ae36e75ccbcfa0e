import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Reader } from '../../src/agents/attached-parts.ts';
import { toMessages } from '../../src/agents/messages.ts';
import { askForSummary } from '../../src/agents/summary.ts';
import type { Attached } from '../../src/records.ts';
import { openIntake } from '../media/fixture.ts';
import { base64, gif, pdf, png, samples, stream, text } from '../media/samples.ts';
import { makeEntry } from './turn.ts';

async function open(...input: string[]) {
  const { intake, media } = await openIntake();
  const reader = (over: Partial<Reader> = {}): Reader => ({
    model: { input: ['text', ...input], contextWindow: 128_000 },
    api: 'openai-completions',
    media,
    ...over,
  });
  const take = async (fileName: string, bytes: Uint8Array): Promise<Attached> => {
    const [file] = await intake.receive([{ fileName, content: base64(bytes) }]);
    if (!file) throw new Error('Nothing was taken');
    return file;
  };
  return { intake, media, reader, take };
}

/** How many bytes a sample has is the packer's affair. */
const sizeless = (content: unknown) => String(content).replace(/\d+ bytes/g, 'N bytes');

const said = (words: string, ...media: Attached[]) => makeEntry('user', words, { media });

test('toMessages() gives a picture to a model that sees, behind the words as they were said', async () => {
  const { reader, take } = await open('image');
  const bytes = png(640, 480);
  const file = await take('cat.png', bytes);
  expect(await toMessages([said('  What is this?\n', file)], reader())).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: '  What is this?\n' },
        { type: 'file', data: bytes, mediaType: 'image/png', filename: 'cat.png' },
      ],
    },
  ]);
  expect(await toMessages([said('', file)], reader())).toMatchObject([{ content: [{ type: 'file' }] }]);
});

test('toMessages() names what a model cannot take, in one text', async () => {
  const { reader, take } = await open();
  const files = [
    await take('cat.png', png(640, 480)),
    await take('voice.mp3', samples.mp3),
    await take('film.mp4', samples.mp4),
    await take('empty.pdf', pdf('')),
  ];
  const [message] = await toMessages([said('Look', ...files)], reader());
  expect(sizeless(message?.content)).toBe(
    [
      'Look',
      '[Attached picture "cat.png" (image/png, 640 × 480, N bytes): this model cannot see pictures]',
      '[Attached sound "voice.mp3" (audio/mpeg, 2 kB): this model cannot hear such sounds]',
      '[Attached video "film.mp4" (video/mp4, N bytes): this model cannot watch videos]',
      '[Attached file "empty.pdf" (application/pdf, N bytes): no text could be read from it]',
    ].join('\n\n'),
  );
});

test('toMessages() gives the text of documents to models that only read', async () => {
  const { reader, take } = await open();
  const files = [await take('a.pdf', pdf('Total: 12')), await take('b.md', text('Use ```js\n1\n``` here'))];
  const [message] = await toMessages([said('Read', ...files)], reader());
  expect(sizeless(message?.content)).toBe(
    [
      'Read',
      '[Attached file "a.pdf" (application/pdf, N bytes), its text:]\n```\nTotal: 12\n```',
      '[Attached file "b.md" (text/plain, N bytes), its text:]\n````\nUse ```js\n1\n``` here\n````',
    ].join('\n\n'),
  );
});

test('toMessages() gives a PDF as it is to a model that takes documents', async () => {
  const { reader, take } = await open('document');
  const [message] = await toMessages([said('Read', await take('a.pdf', pdf('Total: 12')))], reader());
  expect(message?.content).toMatchObject([{ type: 'text' }, { type: 'file', mediaType: 'application/pdf' }]);
});

test.each([
  ['openai-completions', 'image video audio/mpeg application/pdf', 'audio/ogg'],
  ['openai-responses', 'image application/pdf', 'audio/mpeg audio/ogg video'],
  ['anthropic-messages', 'image application/pdf', 'audio/mpeg audio/ogg video'],
  ['google-generative-ai', 'image video audio/mpeg audio/ogg application/pdf', ''],
  ['ollama', 'image', 'video audio/mpeg audio/ogg application/pdf'],
] as const)('toMessages() gives %s %s, and not %s, whatever the model takes', async (api, given, named) => {
  const { reader, take } = await open('image', 'audio', 'video', 'document');
  const files = [
    await take('a.gif', gif(3, 4)),
    await take('a.mp4', samples.mp4),
    await take('a.mp3', samples.mp3),
    await take('a.ogg', samples.ogg),
    await take('a.pdf', pdf('Hello')),
  ];
  const [message] = await toMessages([said('Take', ...files)], reader({ api }));
  const parts = typeof message?.content === 'string' ? [] : (message?.content ?? []);
  const types = parts.flatMap((part) => (part.type === 'file' ? [part.mediaType] : []));
  const as = (kinds: string) => kinds.split(' ').filter(Boolean);
  expect(types).toHaveLength(as(given).length);
  for (const kind of as(given))
    expect(
      types.some((type) => type.startsWith(kind)),
      kind,
    ).toBe(true);
  const words = JSON.stringify(parts.filter(({ type }) => type === 'text'));
  for (const kind of as(named)) expect(words).toContain(`(${kind}`);
});

test('toMessages() gives the newest files first, and names the older ones when there is no room', async () => {
  const { intake, reader } = await open('video');
  const video = async (name: string, size: number) =>
    intake.upload({ name }, stream(Buffer.concat([samples.mp4, randomBytes(size)])));
  const entries = [
    said('old', await video('old.mp4', 9_000_000)),
    said('huge', await video('huge.mp4', 21_000_000)),
    said('newer', await video('newer.mp4', 9_000_000)),
    said('newest', await video('newest.mp4', 9_000_000)),
  ];
  // Without the bytes: nobody could read what is wrong among nine million of them.
  const told = (await toMessages(entries, reader())).map(({ content }) =>
    typeof content === 'string' ? content : content.map((part) => ('filename' in part ? part.filename : part.type)),
  );
  expect(told).toEqual([
    expect.stringMatching(/^old\n\n\[Attached video "old.mp4" .*: left out here, as newer files take the room\]$/),
    expect.stringMatching(/^huge\n\n\[Attached video "huge.mp4" .*: left out here/),
    ['text', 'newer.mp4'],
    ['text', 'newest.mp4'],
  ]);
});

test('toMessages() cuts long texts of files, and says so', async () => {
  const { reader, take } = await open();
  const long = await take('long.txt', text('x'.repeat(100_000)));
  const [one] = await toMessages([said('Read', long)], reader());
  expect(one?.content).toContain('\n[40000 more characters of "long.txt" are left out]');
  expect(one?.content.length).toBeLessThan(60_300);

  const entries = Array.from({ length: 5 }, (_, index) => said(`${index}`, long));
  const told = (await toMessages(entries, reader())).map(({ content }) => content.length);
  expect(told.map((length) => Math.round(length / 10_000))).toEqual([0, 2, 6, 6, 6]);

  const small = reader({ model: { input: ['text'], contextWindow: 1000 } });
  const [cut] = await toMessages([said('Read', long)], small);
  expect(cut?.content.length).toBeLessThan(2300);
});

test('toMessages() says that a file is gone', async () => {
  const { media, reader, take } = await open('image');
  const file = await take('cat.png', png(3, 4));
  const half = await take('half.png', png(3, 5));
  const read = media.read.bind(media);
  const find = media.find.bind(media);
  expect(await media.sweep(2_000_000)).toBe(2);
  const words = '(image/png, 3 × 4, N bytes): it is not kept any more]';
  const [gone] = await toMessages([said('Look', file)], reader());
  expect(sizeless(gone?.content)).toBe(`Look\n\n[Attached picture "cat.png" ${words}`);
  // Between being found and being read.
  const torn = { ...media, read, find: async () => [{ ...half, text: null, createdAt: 1 }] };
  const [message] = await toMessages([said('Look', half)], reader({ media: torn }));
  expect(message?.content).toContain('it is not kept any more');
  expect(await find([half.id])).toEqual([]);
});

test('toMessages() names files when there is nowhere to read them, and a summary names them always', async () => {
  const { take } = await open();
  const entry = said('Look', await take('cat "my".png', png(3, 4)));
  const words = '[Attached picture "cat \\"my\\".png" (image/png, 3 × 4, N bytes)]';
  const [named] = await toMessages([entry]);
  expect(sizeless(named?.content)).toBe(`Look\n\n${words}`);
  expect(sizeless(askForSummary([entry]))).toContain(`Person: Look\n${words}`);
});
