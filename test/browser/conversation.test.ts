// Talking: words appear, answers come as they are written, tools are shown where they were used, and it can be stopped.
import { describe, expect } from 'vitest';
import { test } from './fixture.ts';
import { shownIn } from './speaking.ts';
import type { Visitor } from './visitor.ts';

describe('A message', () => {
  test('is on the screen at once and is answered word by word', async ({ visitor, model }) => {
    const answer = model.gates('first question');
    await visitor.says('first question');
    await visitor.message('first question').waitFor();
    expect(await visitor.composer.inputValue()).toBe('');
    await visitor.button('Stop').waitFor();
    answer.release('It comes');
    await visitor.message('It comes').waitFor();
    answer.release(' in parts');
    await visitor.message('It comes in parts').waitFor();
    answer.end();
    await visitor.button('Send').waitFor();
    expect(await visitor.button('Stop').isVisible()).toBe(false);
    await visitor.message('first question').waitFor();
  });

  test('has several lines with Shift and Enter, and keeps its spaces', async ({ visitor, model }) => {
    model.answers('one\n  two', { type: 'text', text: 'Two lines' });
    await visitor.composer.pressSequentially('one');
    await visitor.composer.press('Shift+Enter');
    await visitor.composer.pressSequentially('  two');
    await visitor.composer.press('Enter');
    await visitor.message('Two lines').waitFor();
    expect((await visitor.message(/^one/).allInnerTexts()).join()).toContain('one\n  two');
  });

  test('that cannot be answered says why, and is asked again by a button', async ({ visitor, model }) => {
    model.answers('a refused one', { type: 'refused', status: 400, message: 'this model is on holiday' });
    await visitor.says('a refused one');
    const why = visitor.conversation.getByText(/^Failed: .*this model is on holiday/);
    await why.waitFor();
    await visitor.reloads();
    await why.waitFor();
    model.answers('a refused one', { type: 'text', text: 'Back from the holiday' });
    await visitor.button('Answer again').click();
    await visitor.message('Back from the holiday').waitFor();
    await why.waitFor({ state: 'detached' });
  });

  test('that a script composes letter by letter is not sent by the Enter that ends a word', async ({ visitor }) => {
    const session = await visitor.browser.newCDPSession(visitor.page);
    await visitor.composer.focus();
    await session.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
    await visitor.composer.evaluate((words) => {
      const enter = { key: 'Enter', code: 'Enter', isComposing: true, bubbles: true, cancelable: true };
      words.dispatchEvent(new KeyboardEvent('keydown', enter));
    });
    expect(await visitor.composer.inputValue()).toBe('にほ');
    await session.send('Input.insertText', { text: '日本' });
    expect(await visitor.composer.inputValue()).toBe('日本');
    await visitor.composer.press('Enter');
    await visitor.message('You said: 日本').waitFor();
  });
});

describe('An answer', () => {
  test('is Markdown while it comes: a fence that is still open is code, and what was read stays in place', async ({
    visitor,
    model,
  }) => {
    const answer = model.gates('some Markdown');
    await visitor.says('some Markdown');
    answer.release('# The title\n\nA first paragraph with **bold words**.\n\n```js\nconst half');
    await visitor.conversation.getByRole('heading', { name: 'The title' }).waitFor();
    await visitor.conversation.getByRole('strong').getByText('bold words').waitFor();
    const code = visitor.conversation.getByRole('code');
    await code.getByText('const half').waitFor();
    expect(await visitor.conversation.textContent()).not.toContain('```');
    const read = await visitor.page.getByText('A first paragraph').elementHandle();
    answer.release(' = 1;\n```\n\n- one\n- two');
    await visitor.conversation.getByRole('listitem').getByText('two').waitFor();
    expect(await code.textContent()).toBe('const half = 1;');
    answer.end();
    await visitor.button('Send').waitFor();
    expect(await read?.evaluate((paragraph) => paragraph.isConnected)).toBe(true);
  });

  test('has tables, lists in lists, slanted and struck words, tasks and addresses that lead somewhere', async ({
    visitor,
    model,
  }) => {
    const text = [
      '| fruit | price |\n|---|--:|\n| pear | 3 |',
      '- outer\n  - inner\n    1. innermost',
      '*slanted*, ~~struck~~ and <ada@example.com>',
      '- [x] finished\n- [ ] unfinished',
      'See https://example.com/way or [write](mailto:ada@example.com).',
    ].join('\n\n');
    model.answers('everything', { type: 'text', text });
    await visitor.says('everything');
    const { conversation } = visitor;
    await conversation.getByRole('columnheader', { name: 'price' }).waitFor();
    await conversation.getByRole('cell', { name: 'pear' }).waitFor();
    const nested = conversation.getByRole('listitem').getByRole('listitem').getByRole('listitem');
    expect(await shownIn(nested)).toBe('innermost');
    await conversation.getByRole('emphasis').getByText('slanted').waitFor();
    await conversation.getByRole('deletion').getByText('struck').waitFor();
    await conversation.getByText('Done: finished').waitFor();
    const addresses = await conversation
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => Object(link).href));
    expect(addresses).toEqual(['mailto:ada@example.com', 'https://example.com/way', 'mailto:ada@example.com']);
  });

  test('that is being selected stays selected when it ends', async ({ visitor, model }) => {
    const answer = model.gates('select it');
    await visitor.says('select it');
    answer.release('Words that somebody selects.\n\nAnd more');
    await visitor.conversation.getByText('And more').waitFor();
    await visitor.conversation.getByText('Words that somebody selects.').selectText();
    expect(await selected(visitor)).toBe('Words that somebody selects.');
    answer.release(' of it.');
    answer.end();
    await visitor.button('Send').waitFor();
    await visitor.button('Answer again').waitFor();
    expect(await selected(visitor)).toBe('Words that somebody selects.');
  });

  test('says the model that gave it and what it took, on demand', async ({ visitor }) => {
    await visitor.says('who are you?');
    const answer = visitor.message('You said: who are you?');
    await answer.waitFor();
    await answer.getByRole('button', { name: 'Details' }).click();
    await answer.getByText('test/one').waitFor();
    await answer.getByText('12 in, 5 out').waitFor();
    await visitor.page.keyboard.press('Escape');
    await answer.getByText('12 in, 5 out').waitFor({ state: 'detached' });
  });

  test('that is stopped keeps its words, by the button and by Escape', async ({ visitor, model }) => {
    for (const [asked, stop] of [
      ['stop by the button', () => visitor.button('Stop').click()],
      ['stop by the keyboard', () => visitor.composer.press('Escape')],
    ] as const) {
      const answer = model.gates(asked);
      await visitor.says(asked);
      const words = `What was said before: ${asked}.`;
      answer.release(words);
      await visitor.message(words).waitFor();
      await stop();
      await visitor.message(words).getByText('Stopped').waitFor();
      await visitor.button('Send').waitFor();
      await visitor.reloads();
      await visitor.message(words).getByText('Stopped').waitFor();
    }
  });

  test('that is stopped while something is being written keeps what is written', async ({ visitor, model }) => {
    const answer = model.gates('stop, and keep');
    await visitor.says('stop, and keep');
    answer.release('On and on');
    await visitor.message('On and on').waitFor();
    await visitor.composer.fill('half a thought');
    await visitor.button('Queue').waitFor();
    await visitor.button('Stop').click();
    await visitor.message('On and on').getByText('Stopped').waitFor();
    expect(await visitor.composer.inputValue()).toBe('half a thought');
    expect(await visitor.queue.count()).toBe(0);
  });
});

function selected({ page }: Visitor): Promise<string> {
  return page.evaluate(() => String(getSelection()).trim());
}
