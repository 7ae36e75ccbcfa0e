// The page as an app of one's own: what an installation needs is there, and its worker keeps the page and nothing that was
// said.

import * as v from 'valibot';
import { describe, expect } from 'vitest';
import { signInLink, test } from './fixture.ts';
import type { Visitor } from './visitor.ts';

const Manifest = v.object({
  name: v.string(),
  start_url: v.string(),
  scope: v.string(),
  display: v.literal('standalone'),
  icons: v.array(v.object({ src: v.string(), sizes: v.string(), type: v.string(), purpose: v.optional(v.string()) })),
});

test('The manifest names the page and its icons, which have the sizes that it says', async ({ visitor, gateway }) => {
  const address = await visitor.page.locator('link[rel=manifest]').evaluate((link: HTMLLinkElement) => link.href);
  const answer = await fetch(address);
  expect(answer.headers.get('content-type')).toContain('application/manifest+json');
  const manifest = v.parse(Manifest, await answer.json());
  expect(new URL(manifest.start_url, address).href).toBe(`${gateway.http}/chat`);
  expect(new URL(manifest.scope, address).href).toBe(`${gateway.http}/`);
  expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
  for (const { src, sizes, type } of manifest.icons) {
    const icon = await fetch(new URL(src, address));
    expect(icon.headers.get('content-type')).toContain(type);
    if (type === 'image/png') expect(sizeOf(new DataView(await icon.arrayBuffer()))).toBe(sizes);
  }
  const page = await visitor.page.evaluate(() => ({
    touch: document.querySelector<HTMLLinkElement>('link[rel=apple-touch-icon]')?.href ?? '',
    secure: isSecureContext,
  }));
  expect(page.secure).toBe(true);
  expect((await fetch(page.touch)).status).toBe(200);
});

describe('The worker of the page', () => {
  const workerIsThere = ({ page }: Visitor) =>
    page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller) return;
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    });

  test('keeps the page and its files, and nothing that was said, asked or attached', async ({ visitor, gateway }) => {
    await workerIsThere(visitor);
    const png = await (await fetch(`${gateway.http}/icon-192.png`)).arrayBuffer();
    await visitor.page.locator('input[type=file]').setInputFiles([
      { name: 'Zzyzx.txt', mimeType: 'text/plain', buffer: Buffer.from('Zzyzx is a road') },
      { name: 'Zzyzx.png', mimeType: 'image/png', buffer: Buffer.from(png) },
    ]);
    await visitor.composer.fill('what is Zzyzx');
    await visitor.button('Send').click();
    await visitor.message('You said: what is Zzyzx').waitFor();
    await visitor.reloads();
    await visitor.message('You said: what is Zzyzx').waitFor();
    await visitor.button('Open Zzyzx.png').locator('img').waitFor();
    await visitor.composer.fill('more of Zzyzx');
    for (const room of ['sessions', 'settings', 'chat/main/other']) {
      await visitor.open(new URL(`/${room}`, visitor.page.url()).href);
      await visitor.connects();
    }

    const kept = await visitor.page.evaluate(async () => {
      const files = await caches.open('pincer-page-files');
      const all = await Promise.all(
        (await files.keys()).map(async ({ url }) => [url, await (await files.match(url))?.text()] as const),
      );
      return { names: await caches.keys(), files: all };
    });
    expect(kept.names).toEqual(['pincer-page-files']);
    const paths = kept.files.map(([url]) => new URL(url).pathname);
    for (const path of paths) expect(path).toMatch(/^\/(page-at-depth-[13]|assets\/[\w.-]+\.(js|css))$/);
    expect(paths).toEqual(expect.arrayContaining(['/page-at-depth-1', '/page-at-depth-3']));
    expect(kept.files.filter(([, text = '']) => text.includes('Zzyzx'))).toEqual([]);

    const state = await visitor.browser.storageState({ indexedDB: true });
    const local = state.origins.flatMap(({ localStorage }) => localStorage);
    const drafts = local.filter(({ name }) => name.startsWith('pincer.draft.'));
    expect(drafts.map(({ value }) => JSON.parse(value).text)).toEqual(['more of Zzyzx']);
    const rest = { ...state, origins: state.origins.map((origin) => ({ ...origin, localStorage: [] })) };
    const others = local.filter((entry) => !drafts.includes(entry));
    const session = await visitor.page.evaluate(() => ({ ...sessionStorage }));
    expect(JSON.stringify({ rest, others, session })).not.toContain('Zzyzx');
  });

  test('opens the page while the gateway is away, where one was and in another room, and it comes back by itself', async ({
    enter,
    gateway,
    troubles,
  }) => {
    troubles.await(/WebSocket connection to .* failed/);
    troubles.await(/net::ERR_|Failed to fetch|ServiceWorker/);
    const visitor = await enter(signInLink(gateway));
    await visitor.arrives();
    await workerIsThere(visitor);
    // What is loaded once the worker is there is what it keeps.
    await visitor.reloads();
    await visitor.arrives();
    await visitor.composer.fill('written before');
    await gateway.kill();
    await visitor.banner.waitFor();
    await visitor.reloads();
    await visitor.banner.getByText('The gateway cannot be reached.').waitFor();
    await visitor.chats.waitFor();
    await expect.poll(() => visitor.composer.inputValue()).toBe('written before');
    await visitor.page.getByText('Read only until the gateway is back.').waitFor();
    await visitor.composer.fill('');
    await gateway.restart();
    await visitor.comesBack();
    await visitor.says('back again');
    await visitor.message('You said: back again').waitFor();
  });
});

/** As it stands at the beginning of a PNG. */
function sizeOf(png: DataView): string {
  return `${png.getUint32(16)}x${png.getUint32(20)}`;
}
