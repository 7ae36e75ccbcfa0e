// Pictures and files in requests of the official `openai` package.
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Gateway } from '../fixtures/gateway.ts';
import { asks, openAi, refusal } from '../fixtures/openai-client.ts';
import { type OpenAiServer, startOpenAiServer } from '../fixtures/openai-server.ts';
import { base64, pdf, png } from '../media/samples.ts';
import type { House } from './house.ts';

const model = 'openclaw';
const picture = `data:image/png;base64,${base64(png(64, 48))}`;

export function openAiFiles(house: House): void {
  describe('files over HTTP', () => {
    let provider: OpenAiServer;
    let gateway: Gateway;
    beforeAll(async () => {
      provider = await startOpenAiServer();
      const models = [{ id: 'eyes', input: ['text', 'image'] }];
      gateway = await house.start({ settings: { models: { providers: { test: { baseUrl: provider.url, models } } } } });
    });
    afterAll(async () => {
      await gateway.stop();
      await provider.close();
    });

    const told = (said: string) => {
      const request = provider.requests.findLast((one) => one.said.startsWith(said));
      return JSON.stringify(request?.body.messages.filter(({ role }) => role === 'user'));
    };

    test('a picture of a chat reaches the model, and so does one of an earlier message', async () => {
      const see = [
        { type: 'text' as const, text: 'what is it' },
        { type: 'image_url' as const, image_url: { url: picture } },
      ];
      const { chat } = openAi(gateway);
      await chat.completions.create({ model, messages: [{ role: 'user', content: see }] });
      expect(told('what is it')).toContain(picture);
      await chat.completions.create({
        model,
        messages: [{ role: 'user', content: see }, { role: 'assistant', content: 'A square.' }, ...asks('how large')],
      });
      expect(told('how large')).toContain(picture);
    });

    test('a picture and a document of a response reach it too', async () => {
      await openAi(gateway).responses.create({
        model,
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: 'read these' },
              { type: 'input_image', image_url: picture, detail: 'auto' },
              { type: 'input_file', filename: 'bill.pdf', file_data: base64(pdf('Total: 12 crowns')) },
            ],
          },
        ],
      });
      expect(told('read these')).toContain(picture);
      // At the edge PDFs are kept without their text.
      if (!house.edge) expect(told('read these')).toContain('Total: 12 crowns');
    });

    test.each([
      ['is none', 'data:image/png;base64,!!!!'],
      ['lies about its type', `data:image/png;base64,${base64(new Uint8Array([0, 1, 2, 3]))}`],
    ])('a picture that %s is refused, and nothing is asked', async (what, url) => {
      const asked = provider.requests.length;
      const content = [{ type: 'image_url' as const, image_url: { url } }];
      const failure = await refusal(
        openAi(gateway).chat.completions.create({ model, messages: [{ role: 'user', content }], user: what }),
      );
      expect(failure).toBeInstanceOf(OpenAI.BadRequestError);
      expect(failure.message).toMatch(/^400 Cannot /);
      expect(provider.requests.length).toBe(asked);
    });
  });
}
