// Saying it otherwise: a message is edited or answered again on a line of its own, and one can go back to what was before.
import { describe, expect } from 'vitest';
import { test } from './fixture.ts';
import { startsAnswering } from './speaking.ts';
import type { Visitor } from './visitor.ts';

describe('A message', () => {
  test('is edited where it stands, and both versions can be gone back to, in every tab', async ({ visitor }) => {
    await exchange(visitor, 'which fruit?');
    await exchange(visitor, 'and then?');
    const tab = await visitor.opensTab();
    await tab.message('You said: and then?').waitFor();

    await edit(visitor, 'which fruit?', 'which vegetable?');
    await visitor.message('You said: which vegetable?').waitFor();
    const [first, second] = [
      ['which fruit?', 'You said: which fruit?', 'and then?', 'You said: and then?'],
      ['which vegetable?', 'You said: which vegetable?'],
    ];
    for (const one of [visitor, tab]) {
      await expect.poll(() => said(one)).toEqual(second);
      await one.conversation.getByText('Version 2 of 2').waitFor();
    }
    await visitor.button('Previous version').click();
    for (const one of [visitor, tab]) await expect.poll(() => said(one)).toEqual(first);
    await visitor.conversation.getByText('Version 1 of 2').waitFor();
    await tab.button('Next version').click();
    for (const one of [visitor, tab]) await expect.poll(() => said(one)).toEqual(second);
    await visitor.reloads();
    await visitor.conversation.getByText('Version 2 of 2').waitFor();
    expect(await said(visitor)).toEqual(second);
  });

  test('that is being edited goes back to what it was with Escape, and the focus to the button', async ({
    visitor,
  }) => {
    await exchange(visitor, 'leave it');
    await visitor.composer.press('ArrowUp');
    await visitor.page.keyboard.press('Enter');
    const field = visitor.page.getByRole('textbox', { name: 'Edit the message' });
    expect(await field.inputValue()).toBe('leave it');
    await visitor.page.keyboard.type(' or not');
    await visitor.page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    expect(await said(visitor)).toEqual(['leave it', 'You said: leave it']);
    const edit = visitor.message('leave it').getByRole('button', { name: 'Edit' });
    await expect.poll(() => edit.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  test('cannot be edited while an answer comes', async ({ visitor, model }) => {
    const answer = await startsAnswering(visitor, model, 'not yet', 'It is coming');
    const edit = visitor.message('not yet').getByRole('button', { name: 'Edit' });
    await edit.waitFor({ state: 'attached' });
    expect(await edit.isDisabled()).toBe(true);
    answer.end();
    await expect.poll(() => edit.isEnabled()).toBe(true);
  });
});

describe('An answer', () => {
  test('is given again by a button, and the first one is kept', async ({ visitor, model }) => {
    model.answers('a number?', { type: 'text', text: 'Seven' });
    await visitor.says('a number?');
    await visitor.message('Seven').waitFor();
    model.answers('a number?', { type: 'text', text: 'Eleven' });
    await visitor.message('Seven').getByRole('button', { name: 'Answer again' }).click();
    await visitor.message('Eleven').waitFor();
    await expect.poll(() => said(visitor)).toEqual(['a number?', 'Eleven']);
    await visitor.button('Previous version').click();
    await expect.poll(() => said(visitor)).toEqual(['a number?', 'Seven']);
    expect(model.asked('a number?')).toBe(2);
  });
});

async function exchange(visitor: Visitor, words: string): Promise<void> {
  await visitor.says(words);
  await visitor.message(`You said: ${words}`).waitFor();
  await visitor.button('Send').waitFor();
}

async function edit(visitor: Visitor, words: string, otherwise: string): Promise<void> {
  const message = visitor.message(words);
  await message.hover();
  await message.getByRole('button', { name: 'Edit' }).click();
  await visitor.page.getByRole('textbox', { name: 'Edit the message' }).fill(otherwise);
  await visitor.button('Send as edited').click();
}

async function said({ conversation }: Visitor): Promise<string[]> {
  const texts = await conversation.getByRole('article').allInnerTexts();
  return texts.map((text) => text.replace(/\s*\d \/ \d\s*Version \d of \d\s*/, '').trim());
}
