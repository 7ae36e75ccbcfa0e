// The five languages: the page says which one it speaks, speaks it in every room, and keeps it.
import { describe, expect } from 'vitest';
import { english, type Words } from '../../ui/src/words/en.ts';
import { spanish } from '../../ui/src/words/es.ts';
import { french } from '../../ui/src/words/fr.ts';
import { portuguese } from '../../ui/src/words/pt.ts';
import { chinese } from '../../ui/src/words/zh.ts';
import { signInLink, test } from './fixture.ts';
import type { Visitor } from './visitor.ts';

const tongues: [tag: string, name: string, words: Words][] = [
  ['en', 'English', english],
  ['es', 'Español', spanish],
  ['fr', 'Français', french],
  ['pt', 'Português', portuguese],
  ['zh', '中文', chinese],
];
const rooms = ['overview', 'sessions', 'agents', 'devices', 'logs', 'settings'] as const;

describe.each(tongues)('In %s the page', (tag, name, words) => {
  test('asks who comes, in the language of the browser', async ({ enter, gateway }) => {
    const visitor = await enter(gateway.http, { browser: { locale: tag === 'en' ? 'en-GB' : `${tag}-XX` } });
    await visitor.page.getByRole('heading', { name: words.gate.reasons['token-needed'].title }).waitFor();
    await visitor.page.getByLabel(words.gate.label).waitFor();
    await visitor.page.getByRole('button', { name: words.gate.connect }).waitFor();
    await expect.poll(() => visitor.page.locator('html').getAttribute('lang')).toBe(tag);
  });

  test('says everything in every room, and nothing in English', async ({ enter, gateway }) => {
    const visitor = await enter(signInLink(gateway), { browser: { locale: tag } });
    await visitor.page.getByRole('textbox', { name: words.composer.message }).waitFor();
    await expect.poll(() => visitor.page.locator('html').getAttribute('lang')).toBe(tag);
    await visitor.page.getByText(words.chat.empty).waitFor();
    expect(await leftInEnglish(visitor, words)).toEqual([]);
    await visitor.page.getByRole('button', { name: words.chat.inspector }).click();
    await visitor.page.getByRole('tab', { name: words.inspector.tabs.checkpoints }).click();
    await visitor.page.getByText(words.inspector.noCheckpoints).waitFor();
    expect(await leftInEnglish(visitor, words)).toEqual([]);
    for (const room of rooms) {
      const links = visitor.page.getByRole('navigation', { name: words.common.navigation });
      await links.getByRole('link', { name: words.common.views[room], exact: true }).click();
      await visitor.page.getByRole('heading', { level: 1, name: words.common.views[room] }).waitFor();
      await expect.poll(() => visitor.page.locator('[aria-busy=true]').count()).toBe(0);
      expect(await leftInEnglish(visitor, words), room).toEqual([]);
    }
  });

  test('is chosen in the settings, counts at once, and stays after a reload', async ({ enter, gateway, model }) => {
    const visitor = await enter(signInLink({ ...gateway, http: `${gateway.http}/settings` }));
    await visitor.connects();
    await visitor.page.getByLabel('Language').selectOption(name);
    await visitor.page.getByRole('heading', { level: 1, name: words.settings.title }).waitFor();
    await expect.poll(() => visitor.page.locator('html').getAttribute('lang')).toBe(tag);
    await visitor.reloads();
    await visitor.page.getByRole('heading', { level: 1, name: words.settings.title }).waitFor();
    await expect.poll(() => visitor.page.locator('html').getAttribute('lang')).toBe(tag);
    expect(await visitor.page.title()).toBe(`${words.settings.title} · Pincer`);

    const gate = model.gates(`stop me, in ${tag}`);
    await visitor.page.getByRole('button', { name: words.sessions.newChat, exact: true }).click();
    await visitor.page.getByRole('textbox', { name: words.composer.message }).fill(`stop me, in ${tag}`);
    await visitor.page.getByRole('button', { name: words.composer.send, exact: true }).click();
    gate.release('Some words');
    await visitor.conversation.getByText('Some words').waitFor();
    await visitor.page.getByRole('button', { name: words.composer.stop, exact: true }).click();
    await visitor.conversation.getByText(words.chat.states.stopped, { exact: true }).waitFor();
  });
});

/** Whole texts and names on the screen that are what the page would say in English, and not what it says here. */
async function leftInEnglish({ page }: Visitor, words: Words): Promise<string[]> {
  const here = new Set(textsOf(words));
  const foreign = new Set(textsOf(english).filter((text) => !here.has(text)));
  const shown = await page.evaluate(() => {
    const texts: string[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) texts.push(walk.currentNode.nodeValue ?? '');
    const named = ['aria-label', 'title', 'placeholder', 'alt'];
    for (const element of document.querySelectorAll(named.map((name) => `[${name}]`).join())) {
      for (const name of named) texts.push(element.getAttribute(name) ?? '');
    }
    return texts.map((text) => text.trim());
  });
  return [...new Set(shown)].filter((text) => foreign.has(text));
}

function textsOf(tree: object): string[] {
  return Object.values(tree).flatMap((value: unknown) => {
    if (typeof value === 'string') return value.trim() === '' ? [] : [value];
    return typeof value === 'object' && value !== null ? textsOf(value) : [];
  });
}
