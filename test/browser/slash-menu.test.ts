// Commands by keyboard: the menu opens above the words, follows the arrows, and never takes what was written.
import { describe, expect } from 'vitest';
import { test } from './fixture.ts';
import type { Visitor } from './visitor.ts';

describe('The menu of slash commands', () => {
  test('opens with a slash, narrows with each letter, and closes with Escape', async ({ visitor }) => {
    const menu = visitor.page.getByRole('listbox', { name: 'Commands' });
    await visitor.composer.pressSequentially('/');
    await menu.waitFor();
    const all = await menu.getByRole('option').count();
    expect(all).toBeGreaterThan(5);
    await visitor.composer.pressSequentially('st');
    await expect.poll(() => menu.getByRole('option').count()).toBeLessThan(all);
    await visitor.composer.press('Escape');
    await menu.waitFor({ state: 'hidden' });
    expect(await visitor.composer.inputValue()).toBe('/st');
  });

  test('is walked with the arrows while the focus stays in the words, and tells which one is meant', async ({
    visitor,
  }) => {
    await visitor.composer.pressSequentially('/');
    const options = visitor.page.getByRole('listbox', { name: 'Commands' }).getByRole('option');
    const names = await options.allTextContents();
    expect(await chosen(visitor)).toBe(names[0]);
    await visitor.composer.press('ArrowDown');
    expect(await chosen(visitor)).toBe(names[1]);
    await visitor.composer.press('ArrowUp');
    await visitor.composer.press('ArrowUp');
    expect(await chosen(visitor)).toBe(names.at(-1));
    expect(await visitor.composer.evaluate((words) => words === document.activeElement)).toBe(true);
  });

  test('takes a command with Tab and its argument with Enter, and the command answers', async ({ visitor }) => {
    await visitor.composer.pressSequentially('/help');
    await visitor.composer.press('Enter');
    await visitor.conversation.getByText('/status').first().waitFor();
    expect(await visitor.composer.inputValue()).toBe('');

    await visitor.composer.pressSequentially('/mode');
    await visitor.composer.press('Tab');
    const taken = await visitor.composer.inputValue();
    expect(taken).toMatch(/^\/model\w* ?$/);
  });

  test('stays away from words that only have a slash in them, and from several lines', async ({ visitor }) => {
    const menu = visitor.page.getByRole('listbox', { name: 'Commands' });
    await visitor.composer.pressSequentially('either/or');
    expect(await menu.isVisible()).toBe(false);
    await visitor.composer.fill('');
    await visitor.composer.pressSequentially('/unknown words');
    expect(await menu.isVisible()).toBe(false);
  });
});

/** What a screen reader is told of the choice. */
function chosen({ composer }: Visitor): Promise<string | null | undefined> {
  return composer.evaluate((words) => {
    const id = words.getAttribute('aria-activedescendant') ?? '';
    const option = document.getElementById(id);
    return option?.getAttribute('aria-selected') === 'true' ? option.textContent : undefined;
  });
}
