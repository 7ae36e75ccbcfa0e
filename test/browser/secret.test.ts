// Where the shared secret must not be found once somebody is in: not kept, not in an address, not told on, not written down.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Request } from 'playwright-core';
import { expect } from 'vitest';
import { TOKEN } from '../fixtures/gateway.ts';
import { signInLink, test } from './fixture.ts';
import type { Visitor } from './visitor.ts';

test('The secret of a sign-in link is nowhere in the browser, in no request but the first greeting, and in no log', async ({
  enter,
  gateway,
  model,
}) => {
  const requests: Request[] = [];
  const greetings: string[] = [];
  model.answers('Where is it?', { type: 'text', text: '[Over there](http://127.0.0.1:1/elsewhere)' });
  const visitor = await enter(signInLink(gateway), {
    before: async ({ browser, page }) => {
      browser.on('request', (request) => requests.push(request));
      page.on('websocket', (socket) =>
        socket.on('framesent', ({ payload }) => {
          if (String(payload).includes(TOKEN)) greetings.push(String(payload));
        }),
      );
    },
  });
  await visitor.arrives();
  await visitor.says('Where is it?');
  const link = visitor.conversation.getByRole('link', { name: 'Over there' });
  await link.waitFor();

  expect(await keptBy(visitor)).not.toContain(TOKEN);
  expect(await visitor.page.content()).not.toContain(TOKEN);
  expect(await link.getAttribute('rel')).toContain('noreferrer');

  await visitor.keepsItself();
  expect(await keptBy(visitor)).not.toContain(TOKEN);
  expect(greetings.map((text) => JSON.parse(text).method)).toEqual(['connect']);
  for (const request of requests) {
    expect(JSON.stringify(await request.allHeaders())).not.toContain(TOKEN);
    expect((await request.headerValue('referer')) ?? '').toBe('');
  }
  // The document is asked for without its fragment, and nothing else ever has one.
  expect(requests.map((request) => new URL(request.url()).search)).toEqual(requests.map(() => ''));

  expect(gateway.output()).not.toContain(TOKEN);
  for (const [file, text] of filesOf(gateway.stateDirectory)) {
    if (file !== gateway.settingsFile) expect(text.includes(TOKEN), file).toBe(false);
  }
});

/** Everything that a browser can keep of a page. */
async function keptBy({ browser, page }: Visitor): Promise<string> {
  const kept = await browser.storageState({ indexedDB: true });
  const held = await page.evaluate(async () => ({
    session: { ...sessionStorage },
    local: { ...localStorage },
    addresses: navigation.entries().map(({ url }) => url),
    state: history.state,
    name: window.name,
    referrer: document.referrer,
    cookies: document.cookie,
    files: await Promise.all(
      (await caches.keys()).map(async (name) => {
        const files = await (await caches.open(name)).matchAll();
        return Promise.all(files.map(async (file) => ({ url: file.url, text: await file.text() })));
      }),
    ),
    fields: [...document.querySelectorAll('input, textarea')].map((field) => Object(field).value),
  }));
  expect(kept.cookies).toEqual([]);
  // The page's own files, so that it opens while its gateway is away.
  for (const { url } of held.files.flat()) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/(chat|assets\/[\w.-]+)$/);
  return JSON.stringify({ kept, held });
}

function filesOf(folder: string): [path: string, text: string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile())
    .map((file) => [file, readFileSync(file, 'latin1')]);
}
