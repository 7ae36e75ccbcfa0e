// For everybody: nothing serious for axe in any view, and everything by keyboard.
import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect } from 'vitest';
import { TOKEN } from '../fixtures/gateway.ts';
import { signInLink, test } from './fixture.ts';
import type { Visitor } from './visitor.ts';

const answer = [
  '# A title',
  'Words, **strong ones**, `code` and [a link](https://example.com/).',
  '```js\nconst one = 1;\n```',
  '> A quote\n\n- one\n- two',
].join('\n\n');

describe.each(['light', 'dark'] as const)('axe finds nothing serious, %s,', (colorScheme) => {
  const browser = { colorScheme };

  test('at the gate', async ({ enter, gateway }) => {
    const visitor = await enter(gateway.http, { browser });
    await visitor.heading('This gateway expects its token').waitFor();
    expect(await problems(visitor)).toEqual([]);
  });

  test('in a conversation, while it comes and when the menu is open', async ({ enter, gateway, model }) => {
    const visitor = await enter(signInLink(gateway), { browser });
    await visitor.arrives();
    expect(await problems(visitor)).toEqual([]);
    const asked = `look at this, ${colorScheme}`;
    const calls = [{ id: 'one', name: 'session_status', arguments: '{}' }];
    model.acts(asked, [
      { type: 'tools', calls },
      { type: 'text', text: answer },
    ]);
    await visitor.says(asked);
    await visitor.conversation.getByRole('listitem').getByText('two').waitFor();
    await visitor.button('Send').waitFor();
    const gate = model.gates(`${asked} again`);
    await visitor.says(`${asked} again`);
    await visitor.button('Stop').waitFor();
    await visitor.says(`${asked} and wait`);
    await visitor.message(`${asked} and wait`).getByText('Waiting').waitFor();
    expect(await problems(visitor)).toEqual([]);
    await visitor.composer.pressSequentially('/');
    await visitor.page.getByRole('listbox').waitFor();
    // The menu is walked, and scrolled, with the arrows while the focus stays in the words.
    expect(await problems(visitor, 'scrollable-region-focusable')).toEqual([]);
    gate.end();
  });

  test('while the gateway is away', async ({ enter, gateway, troubles }) => {
    troubles.await(/WebSocket connection to .* failed/);
    const visitor = await enter(signInLink(gateway), { browser });
    await visitor.arrives();
    process.kill(gateway.pid, 'SIGSTOP');
    await visitor.says('held up');
    await gateway.kill();
    await visitor.message('held up').getByText('Not sent').waitFor();
    await visitor.button('Try now').waitFor();
    expect(await problems(visitor)).toEqual([]);
    await gateway.restart();
  });
});

test('Somebody with a keyboard alone signs in, asks, stops, scrolls and asks again', async ({
  enter,
  gateway,
  model,
}) => {
  const visitor = await enter(gateway.http);
  const { keyboard } = visitor.page;
  await visitor.heading('This gateway expects its token').waitFor();
  await keyboard.type(TOKEN);
  await keyboard.press('Enter');
  await visitor.arrives();
  await expect.poll(() => visitor.composer.evaluate((words) => words === document.activeElement)).toBe(true);
  const long = model.gates('by keyboard');
  await keyboard.type('by keyboard');
  await keyboard.press('Enter');
  long.release(`${'A line.\n\n'.repeat(80)}The end.`);
  await visitor.conversation.getByText('The end.').waitFor();
  await keyboard.press('Escape');
  await visitor.conversation.getByText('Stopped').waitFor();

  const first = visitor.conversation.getByText('by keyboard');
  expect(await isInView(visitor, 'by keyboard')).toBe(false);
  await focusBackwards(visitor, 'Conversation');
  await keyboard.press('Home');
  await expect.poll(() => isInView(visitor, 'by keyboard')).toBe(true);
  await first.waitFor();
  await visitor.button('Go to the latest').waitFor();
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect.poll(() => isInView(visitor, 'The end.')).toBe(true);
});

async function problems({ page }: Visitor, ...without: string[]): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).disableRules(without).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Shift and Tab, until the part of this name has the focus. */
async function focusBackwards({ page }: Visitor, name: string): Promise<void> {
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('Shift+Tab');
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    if (focused === name) return;
  }
  throw new Error(`No key leads to ${name}`);
}

function isInView({ conversation }: Visitor, words: string): Promise<boolean> {
  return conversation.getByText(words, { exact: true }).evaluate(
    (element) =>
      new Promise<boolean>((resolve) => {
        new IntersectionObserver(([entry]) => resolve(entry?.isIntersecting ?? false)).observe(element);
      }),
  );
}
