// Getting to what was said long ago: by a link to it, by a search in the chat, and by going up to it.
import { describe, expect } from 'vitest';
import { connect, history, inject, talk } from '../fixtures/greeting.ts';
import { test as withPage } from './fixture.ts';
import type { Visitor } from './visitor.ts';

const LONG_AGO = 'a word that nobody else says: quince';
const KEY = 'agent:main:dashboard:long';

/** A conversation of several pages of history. */
const test = withPage.extend('chat', { scope: 'file' }, async ({ running }) => {
  const operator = await connect(running);
  await talk(operator, KEY, LONG_AGO);
  for (let note = 1; note <= 320; note += 1) await inject(operator, KEY, `Note number ${note}, of no importance.`);
  const { messages } = await history(operator, KEY, { limit: 1000 });
  operator.terminate();
  return { address: `${running.http}/chat/main/dashboard%3Along`, id: messages[0]?.__openclaw.id ?? '' };
});

describe('What was said long ago', () => {
  test('is opened by a link to it, in the middle of what was said around it', async ({ visitor, chat }) => {
    await visitor.open(`${chat.address}?message=${chat.id}`);
    await expect.poll(() => isInView(visitor, LONG_AGO)).toBe(true);
    expect(await visitor.message(LONG_AGO).evaluate((line) => line === document.activeElement)).toBe(true);
    expect(new URL(visitor.page.url()).search).toBe('');
    await visitor.button('Go to the latest').click();
    await expect.poll(() => isInView(visitor, 'Note number 320, of no importance.')).toBe(true);
  });

  test('is told of in words when it is not there', async ({ visitor, chat }) => {
    await visitor.open(`${chat.address}?message=none-such`);
    await visitor.page.getByText('That message is not part of this conversation. The newest is shown.').waitFor();
    await expect.poll(() => isInView(visitor, 'Note number 320, of no importance.')).toBe(true);
  });

  test('is found by a search in the chat, and opened', async ({ visitor, chat }) => {
    await visitor.open(chat.address);
    await visitor.message('Note number 320, of no importance.').waitFor();
    expect(await visitor.message(LONG_AGO).count()).toBe(0);
    await visitor.page.keyboard.press('Control+Shift+F');
    await visitor.page.getByRole('combobox', { name: 'Search in this chat' }).fill('quince');
    const found = visitor.page.getByRole('option', { name: /quince/ });
    await expect.poll(() => found.count()).toBe(2);
    await found.filter({ hasNotText: 'You said' }).click();
    await expect.poll(() => isInView(visitor, LONG_AGO)).toBe(true);
    expect(await visitor.message(LONG_AGO).count()).toBe(1);
  });

  test('is there for whoever goes up, with nothing missing on the way and nothing twice', async ({ visitor, chat }) => {
    await visitor.open(chat.address);
    await visitor.message('Note number 320, of no importance.').waitFor();
    await visitor.conversation.focus();
    await expect
      .poll(async () => {
        await visitor.page.keyboard.press('Home');
        return visitor.message(LONG_AGO).count();
      })
      .toBe(1);
    const text = (await visitor.conversation.textContent()) ?? '';
    const notes = [...text.matchAll(/Note number (\d+),/g)].map(([, note]) => Number(note));
    expect(notes).toEqual(Array.from({ length: 320 }, (_, index) => index + 1));
  });

  test('is copied as a link, which opens it', async ({ visitor, chat }) => {
    await visitor.browser.grantPermissions(['clipboard-read', 'clipboard-write']);
    await visitor.open(`${chat.address}?message=${chat.id}`);
    const message = visitor.message(LONG_AGO);
    await message.hover();
    await message.getByRole('button', { name: 'Copy a link to this message' }).click();
    await expect.poll(() => visitor.page.evaluate(() => navigator.clipboard.readText())).toContain('message=');
    const link = await visitor.page.evaluate(() => navigator.clipboard.readText());
    expect(new URL(link).searchParams.get('message')).toBe(chat.id);
    await visitor.open(link);
    await expect.poll(() => isInView(visitor, LONG_AGO)).toBe(true);
  });
});

async function isInView(visitor: Visitor, words: string): Promise<boolean> {
  const found = visitor.message(words);
  if ((await found.count()) !== 1) return false;
  return found.evaluate(
    (element) =>
      new Promise<boolean>((resolve) => {
        new IntersectionObserver(([entry]) => resolve(entry?.isIntersecting ?? false)).observe(element);
      }),
  );
}
