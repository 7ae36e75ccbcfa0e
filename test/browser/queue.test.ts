// Messages sent while an answer comes: they wait where every tab sees them, can be edited and taken back, and have their turn.
import { describe, expect } from 'vitest';
import { test } from './fixture.ts';
import { startsAnswering } from './speaking.ts';

describe('A message that is sent while another is answered', () => {
  test('waits above the composer, and is answered in its turn', async ({ visitor, model }) => {
    const answer = await startsAnswering(visitor, model, 'a long one', 'It takes');
    await visitor.composer.fill('a second one');
    await visitor.button('Queue').click();
    await visitor.queued('a second one').waitFor();
    expect(await visitor.message('a second one').count()).toBe(0);
    answer.release(' a while');
    answer.end();
    await visitor.message('You said: a second one').waitFor();
    expect(await visitor.queue.count()).toBe(0);
    await visitor.button('Send').waitFor();
    const texts = await visitor.conversation.getByRole('article').allInnerTexts();
    expect(texts.map((text) => text.trim())).toEqual([
      'a long one',
      'It takes a while',
      'a second one',
      'You said: a second one',
    ]);
  });

  test('waits in every tab, and after a reload', async ({ visitor, model }) => {
    const answer = await startsAnswering(visitor, model, 'for two tabs', 'Patience');
    const tab = await visitor.opensTab();
    await tab.message('Patience').waitFor();
    await visitor.says('waits in both');
    await visitor.queued('waits in both').waitFor();
    await tab.queued('waits in both').waitFor();
    await visitor.reloads();
    await visitor.queued('waits in both').waitFor();
    answer.end();
    for (const one of [visitor, tab]) {
      await one.message('You said: waits in both').waitFor();
      expect(await one.queue.count()).toBe(0);
      expect(await one.message('waits in both').count()).toBe(1);
    }
  });

  test('can be edited: its words come back to the composer, and are sent otherwise', async ({ visitor, model }) => {
    const answer = await startsAnswering(visitor, model, 'before the edit', 'Slowly');
    await visitor.says('the first wording');
    await visitor.queued('the first wording').getByRole('button', { name: 'Edit' }).click();
    await expect.poll(() => visitor.composer.inputValue()).toBe('the first wording');
    expect(await visitor.queue.count()).toBe(0);
    await expect.poll(() => visitor.composer.evaluate((words) => words === document.activeElement)).toBe(true);
    await visitor.composer.fill('the second wording');
    await visitor.composer.press('Enter');
    await visitor.queued('the second wording').waitFor();
    answer.end();
    await visitor.message('You said: the second wording').waitFor();
    expect(model.asked('the first wording')).toBe(0);
    expect(await visitor.message('the first wording').count()).toBe(0);
  });

  test('is edited with the arrow up, when nothing is written', async ({ visitor, model }) => {
    const answer = await startsAnswering(visitor, model, 'before the arrow', 'Slowly');
    await visitor.says('taken back by a key');
    await visitor.queued('taken back by a key').getByRole('button', { name: 'Edit' }).waitFor();
    await visitor.composer.press('ArrowUp');
    await expect.poll(() => visitor.composer.inputValue()).toBe('taken back by a key');
    await visitor.queue.waitFor({ state: 'detached' });
    answer.end();
  });

  test('can be taken out, by one tab for all, and is never answered', async ({ visitor, model }) => {
    const answer = await startsAnswering(visitor, model, 'before it is taken out', 'Slowly');
    const tab = await visitor.opensTab();
    await tab.message('Slowly').waitFor();
    await visitor.says('never mind');
    await tab.queued('never mind').getByRole('button', { name: 'Remove' }).click();
    await tab.queue.waitFor({ state: 'detached' });
    await tab.page.getByText('The message was taken out of the queue.').waitFor();
    await visitor.queue.waitFor({ state: 'detached' });
    answer.end();
    await visitor.button('Send').waitFor();
    await tab.button('Undo').click();
    expect(await tab.composer.inputValue()).toBe('never mind');
    await visitor.says('something else');
    await visitor.message('You said: something else').waitFor();
    expect(model.asked('never mind')).toBe(0);
  });
});
