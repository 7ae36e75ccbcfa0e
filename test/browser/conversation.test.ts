// Talking: words appear, answers come as they are written, tools are shown where they were used, and it can be stopped.
import { describe, expect } from 'vitest';
import { test } from './fixture.ts';

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
    expect(await visitor.message(/^one/).textContent()).toContain('one\n  two');
  });

  test('that cannot be answered says why', async ({ visitor, model }) => {
    model.answers('a refused one', { type: 'refused', status: 400, message: 'this model is on holiday' });
    await visitor.says('a refused one');
    await visitor.conversation.getByText('this model is on holiday').waitFor();
    await visitor.reloads();
    await visitor.conversation.getByText('this model is on holiday').waitFor();
  });

  test('waits for its turn while another is answered, and is answered then', async ({ visitor, model }) => {
    const answer = model.gates('a long one');
    await visitor.says('a long one');
    answer.release('It takes');
    await visitor.message('It takes').waitFor();
    await visitor.composer.fill('a second one');
    await visitor.button('Queue').click();
    const second = visitor.message('a second one');
    await second.getByText('Waiting for its turn').waitFor();
    answer.release(' a while');
    answer.end();
    await visitor.message('You said: a second one').waitFor();
    expect(await second.getByText('Waiting for its turn').isVisible()).toBe(false);
    const texts = await visitor.conversation.getByRole('article').allInnerTexts();
    const place = (words: string) => texts.findIndex((text) => text.includes(words));
    expect(place('a long one')).toBeLessThan(place('It takes a while'));
    expect(place('a second one')).toBeLessThan(place('You said: a second one'));
    expect(place('It takes a while')).toBeLessThan(place('You said: a second one'));
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
    expect(await read?.evaluate((paragraph) => paragraph.isConnected)).toBe(true);
    answer.end();
    await visitor.button('Send').waitFor();
  });

  test('shows each tool in its place, with how it went', async ({ visitor, model }) => {
    const call = (id: string, name: string) => ({ id, name, arguments: '{}' });
    model.acts('use tools', [
      { type: 'tools', text: 'I look first.', calls: [call('one', 'session_status')] },
      { type: 'tools', calls: [call('two', 'no_such_tool')] },
      { type: 'text', text: 'That was all.' },
    ]);
    await visitor.says('use tools');
    await visitor.message('That was all.').waitFor();
    const shown = async () => (await visitor.conversation.getByRole('article').allInnerTexts()).map(inOneLine);
    const expected = [
      expect.stringContaining('use tools'),
      expect.stringContaining('I look first.'),
      expect.stringMatching(/session_status done$/),
      expect.stringMatching(/no_such_tool failed$/),
      expect.stringContaining('That was all.'),
    ];
    await expect.poll(async () => (await shown()).slice(-5)).toEqual(expected);
    await visitor.reloads();
    await visitor.message('That was all.').waitFor();
    expect((await shown()).slice(-5)).toEqual(expected);
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
});

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
