// Files in messages: taken by what they are, shown by name, told to models as they can take them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textOf } from '../fixtures/client.ts';
import type { Gateway } from '../fixtures/gateway.ts';
import { history, lines, send, talk } from '../fixtures/greeting.ts';
import { type OpenAiServer, startOpenAiServer } from '../fixtures/openai-server.ts';
import { base64, pdf, png, samples, text } from '../media/samples.ts';
import type { House } from './house.ts';

const cat = png(640, 480);
const picture = { type: 'image', mimeType: 'image/png', fileName: 'cat.png', content: base64(cat) };
const invoice = { fileName: 'invoice.pdf', content: base64(pdf('Total: 12 crowns')) };

export function attachments(house: House): void {
  describe('attachments', () => {
    let provider: OpenAiServer;
    let gateway: Gateway;
    beforeAll(async () => {
      provider = await startOpenAiServer();
      const models = [{ id: 'eyes', input: ['text', 'image'] }, { id: 'words' }];
      gateway = await house.start({
        settings: {
          models: { providers: { test: { baseUrl: provider.url, models } } },
          agents: { defaults: { model: { primary: 'test/eyes' } } },
        },
      });
    });
    afterAll(async () => {
      await gateway.stop();
      await provider.close();
    });

    /** What the model was told last, by whoever said it. */
    const told = (said: string) => {
      const request = provider.requests.findLast((one) => one.said.startsWith(said));
      return request?.body.messages.filter(({ role }) => role === 'user').map(({ content }) => content);
    };

    test('a picture reaches a model that sees as a part of the message, and history shows it', async () => {
      const client = await house.connect({ to: gateway });
      const key = house.key();
      await talk(client, key, 'What is this?', { attachments: [picture] });
      expect(told('What is this?')).toEqual([
        [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${base64(cat)}` } },
        ],
      ]);
      const { messages } = await history(client, key);
      expect(messages[0]).toMatchObject({
        role: 'user',
        content: 'What is this?',
        __openclaw: {
          media: [
            {
              url: expect.stringMatching(/^media:\/\/inbound\/[\w-]+$/),
              contentType: 'image/png',
              kind: 'image',
              sizeBytes: cat.length,
              fileName: 'cat.png',
              width: 640,
              height: 480,
            },
          ],
        },
      });
      await talk(client, key, 'And its colour?');
      expect(told('And its colour?')?.[0]).toHaveLength(2);
    });

    // At the edge PDFs are kept without their text: to read one would hold up everybody who waits for the same object.
    test.skipIf(house.edge)('a model that only reads is told a picture in words, and a PDF as its text', async () => {
      const client = await house.connect({ to: gateway });
      const key = house.key();
      await client.request('sessions.create', { key, model: 'test/words' });
      await talk(client, key, 'Read this', { attachments: [picture, invoice] });
      const [words] = told('Read this') ?? [];
      expect(words).toMatch(
        /^Read this\n\n\[Attached picture "cat.png" \(image\/png, 640 × 480, \d+ bytes\): this model/,
      );
      expect(words).toMatch(/\[Attached file "invoice.pdf" \(.*\), its text:\]\n```\nTotal: 12 crowns\n```$/);
      expect(lines(await history(client, key))[0]).toBe('user: Read this');
    });

    test('a message may be nothing but a file, and is called by it', async () => {
      const client = await house.connect({ to: gateway });
      const key = house.key();
      await talk(client, key, '', { attachments: [picture] });
      const { messages, sessionInfo } = await history(client, key);
      expect(messages.map(({ role, content }) => `${role}: ${textOf(content)}`)[0]).toBe('user: ');
      expect(sessionInfo?.derivedTitle).toBe('cat.png');
      expect(await client.refusal('chat.send', { sessionKey: key, message: ' ', idempotencyKey: 'x' })).toMatchObject({
        message: expect.stringContaining('without visible characters'),
      });
    });

    test('words that are a command alone are a message with a file', async () => {
      const client = await house.connect({ to: gateway });
      const key = house.key();
      await talk(client, key, '/stop', { attachments: [invoice] });
      expect(lines(await history(client, key))[0]).toBe('user: /stop');
    });

    test('files are named by what they are, and no two alike', async () => {
      const client = await house.connect({ to: gateway });
      const key = house.key();
      const lying = { type: 'image', mimeType: 'image/png', fileName: '../cat.png', content: invoice.content };
      const page = { fileName: 'x.svg', content: base64(text('<svg onload="alert(1)"/>')) };
      await talk(client, key, 'Many', { attachments: [picture, picture, lying, page] });
      const { messages } = await history(client, key);
      const shown = messages[0]?.__openclaw.media?.map(({ fileName, contentType }) => `${fileName} ${contentType}`);
      expect(shown).toEqual([
        'cat.png image/png',
        'cat (2).png image/png',
        'cat.png.pdf application/pdf',
        'x.svg text/plain',
      ]);
    });

    test.each([
      [
        'a picture that is a bomb',
        [{ fileName: 'b.png', content: base64(png(60_000, 60_000)) }],
        'ATTACHMENT_IMAGE_TOO_LARGE',
      ],
      [
        'a picture that is too heavy',
        [{ fileName: 'b.png', content: base64(Buffer.concat([cat, Buffer.alloc(6_291_456)])) }],
        'ATTACHMENT_IMAGE_TOO_LARGE',
      ],
      ['a file that is too large', [{ fileName: 'b.txt', content: 'QUFB'.repeat(6_488_065) }], 'ATTACHMENT_TOO_LARGE'],
      ['broken base64', [picture, { fileName: 'b.png', content: 'not base64!' }], 'ATTACHMENT_INVALID'],
      [
        'a type that is not taken',
        [picture, { fileName: 'b.zip', content: base64(samples.zip) }],
        'ATTACHMENT_TYPE_UNSUPPORTED',
      ],
      ['an upload that nobody made', [{ mediaId: 'b' }], 'ATTACHMENT_NOT_FOUND'],
      ['too many files', Array.from({ length: 11 }, () => picture), 'ATTACHMENT_TOO_MANY'],
    ])('%s is refused with a typed error, and the socket goes on', async (_what, files, code) => {
      const client = await house.connect({ to: gateway });
      const key = house.key();
      const idempotencyKey = crypto.randomUUID();
      const params = { sessionKey: key, message: 'Take this', idempotencyKey };
      const refusal = await client.refusal('chat.send', { ...params, attachments: files });
      expect(refusal).toMatchObject({ code: 'INVALID_REQUEST', details: { code } });
      expect((await history(client, key)).messages).toEqual([]);
      const end = await talk(client, key, 'Then without', { idempotencyKey });
      expect(end.state).toBe('final');
      expect(lines(await history(client, key))[0]).toBe('user: Then without');
    });

    test('a send that is repeated with the same files is the same send, and with others it is refused', async () => {
      const client = await house.connect({ to: gateway });
      const key = house.key();
      const params = { sessionKey: key, message: 'Once', idempotencyKey: crypto.randomUUID() };
      await talk(client, key, 'Once', { ...params, attachments: [picture] });
      expect(await client.request('chat.send', { ...params, attachments: [picture] })).toMatchObject({ status: 'ok' });
      for (const others of [[invoice], [picture, invoice], []]) {
        expect(await client.refusal('chat.send', { ...params, attachments: others })).toMatchObject({
          details: { reason: 'chat-request-conflict' },
        });
      }
      expect(lines(await history(client, key))).toEqual(['user: Once', 'assistant: You said: Once']);
    });

    test('sessions.create and agent take files too', async () => {
      const client = await house.connect({ to: gateway });
      const created = await client.request('sessions.create', { message: '', attachments: [picture] });
      expect(created).toMatchObject({ runStarted: true, runId: expect.any(String) });
      const key = house.key();
      const [, done] = await client.answers('agent', {
        sessionKey: key,
        message: 'By hand',
        attachments: [picture],
        idempotencyKey: crypto.randomUUID(),
      });
      expect(done.payload).toMatchObject({ status: 'ok' });
      expect(told('By hand')?.[0]).toHaveLength(2);

      const bad = { key: house.key(), message: 'x', attachments: [{ content: '!' }] };
      expect(await client.refusal('sessions.create', bad)).toMatchObject({ details: { code: 'ATTACHMENT_INVALID' } });
      expect(await client.request('sessions.describe', { key: bad.key })).toEqual({ session: null });
    });

    test('a fork keeps its files when the session that they came from is deleted', async () => {
      const client = await house.connect({ to: gateway });
      const key = house.key();
      await talk(client, key, 'Keep this', { attachments: [picture] });
      await talk(client, key, 'Branch here');
      const { messages } = await history(client, key);
      const entryId = messages[2]?.__openclaw.id;
      const forked = JSON.parse(JSON.stringify(await client.request('sessions.fork', { sessionKey: key, entryId })));
      await client.request('sessions.delete', { key });
      await talk(client, forked.sessionKey, 'Still there?');
      expect(told('Still there?')?.[0]).toHaveLength(2);
    });

    test('a file that waits with its message is shown with it', async () => {
      const client = await house.connect({ to: gateway });
      const key = house.key();
      const gate = Promise.withResolvers<void>();
      async function* slow() {
        yield 'Well';
        await gate.promise;
      }
      provider.queue({ type: 'gated', tokens: slow() });
      const first = await send(client, key, 'Slow');
      await client.heard(first.runId, 1);
      const next = await send(client, key, 'Next', { queueMode: 'followup', attachments: [picture] });
      const { pendingInputs } = await history(client, key);
      expect(pendingInputs.items[0]?.message.__openclaw.media).toMatchObject([{ fileName: 'cat.png' }]);
      gate.resolve();
      await client.ended(next.runId);
      expect(told('Next')?.at(-1)).toHaveLength(2);
    });
  });
}
