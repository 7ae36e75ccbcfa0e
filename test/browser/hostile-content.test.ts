// What a model or a stranger may write: it is shown as the words that it is, it does nothing, and it does not hold up the page.
import { describe, expect } from 'vitest';
import { connect, inject } from '../fixtures/greeting.ts';
import { test } from './fixture.ts';
import type { Visitor } from './visitor.ts';

const scripts = [
  '<script>window.struck = true</script>',
  '<img src=x onerror="window.struck = true">',
  '<svg onload="window.struck = true"><a href="javascript:window.struck = true">x</a></svg>',
  '<iframe srcdoc="<script>parent.struck = true</script>"></iframe>',
  '<form action="javascript:window.struck = true"><button>Press me</button></form>',
  '<style>* { display: none }</style>',
];
const links = [
  '[click](javascript:window.struck=true)',
  '[click](data:text/html,<script>opener.struck=true</script>)',
  '[click](vbscript:x) [click](file:///etc/passwd) ![look](javascript:window.struck=true)',
  '<javascript:window.struck=true>',
];

describe('Hostile words', () => {
  test('with scripts and links in them are words, from people, models and notes', async ({
    visitor,
    model,
    gateway,
  }) => {
    const words = [...scripts, ...links].join('\n\n');
    model.answers(words, { type: 'text', text: words });
    await visitor.says(words);
    await expect.poll(() => occurrences(visitor, scripts.at(-1) ?? '')).toBe(2);
    const operator = await connect(gateway);
    await inject(operator, 'main', words);
    operator.terminate();
    await expect.poll(() => occurrences(visitor, 'window.struck=true>')).toBe(3);
    await visitor.reloads();
    await expect.poll(() => occurrences(visitor, 'window.struck=true>')).toBe(3);
    for (const line of scripts) expect(await occurrences(visitor, line)).toBe(3);
    expect(await visitor.conversation.getByRole('link').count()).toBe(0);
    expect(await visitor.conversation.getByRole('img').count()).toBe(0);
    expect(await visitor.button('Press me').count()).toBe(0);
    expect(await visitor.conversation.locator('form, iframe, script, style, svg:not(.icon)').count()).toBe(0);
    expect(await visitor.page.evaluate(() => 'struck' in window)).toBe(false);
    expect(visitor.page.frames()).toHaveLength(1);
  });

  test('in a name of a tool are words', async ({ visitor, model }) => {
    const name = '<img src=x onerror=window.struck=true>';
    model.acts('a strange tool', [
      { type: 'tools', calls: [{ id: 'one', name, arguments: '{}' }] },
      { type: 'text', text: 'So it was' },
    ]);
    await visitor.says('a strange tool');
    await visitor.message('So it was').waitFor();
    await visitor.reloads();
    await visitor.message('So it was').waitFor();
    await visitor.conversation.getByText(name).waitFor();
    expect(await visitor.conversation.getByRole('img').count()).toBe(0);
    expect(await visitor.page.evaluate(() => 'struck' in window)).toBe(false);
  });

  test('that turn the direction of reading stay in their own line', async ({ visitor, model }) => {
    const turned = 'the end \u202e of the world \u2066\u2067';
    model.answers('turn around', { type: 'text', text: `${turned}\n\nA line of its own.` });
    await visitor.says('turn around');
    const line = visitor.message('A line of its own.');
    await line.waitFor();
    expect(await leftToRight(visitor, 'A line of its own.')).toBe(true);
    expect(await leftToRight(visitor, 'turn around')).toBe(true);
  });

  test('that turn the direction in the name of a file are not in it', async ({ visitor }) => {
    const name = 'a picture \u202egnp.exe';
    await visitor.page
      .locator('input[type=file]')
      .setInputFiles([{ name, mimeType: 'text/plain', buffer: Buffer.from('x') }]);
    await visitor.page.locator('[data-state=there]').waitFor();
    await visitor.says('a strange file');
    await visitor.message('a strange file').getByText('a picture gnp.exe', { exact: true }).waitFor();
  });

  test('in a title, a preview and a search are words too', async ({ visitor, gateway }) => {
    const words = '<img src=x onerror="window.struck = true"> in a title';
    await visitor.button('New chat').click();
    await visitor.says(words);
    await visitor.heading(words).waitFor();
    await visitor.chats.getByText(words, { exact: true }).first().waitFor();
    await visitor.page.keyboard.press('Control+K');
    await visitor.page.getByRole('combobox').fill('in a title');
    await visitor.page.getByRole('option').getByText('onerror').first().waitFor();
    expect(await visitor.page.locator('img').count()).toBe(0);
    expect(await visitor.page.evaluate(() => 'struck' in window)).toBe(false);
    expect(visitor.page.url()).toContain(gateway.http);
  });
});

describe('A page that is given too much', () => {
  test.for([
    ['a line of a megabyte', 'm'.repeat(1_000_000)],
    ['quotes in quotes without end', '> '.repeat(20_000)],
    ['lists in lists without end', Array.from({ length: 500 }, (_, deep) => `${'  '.repeat(deep)}- x`).join('\n')],
    ['brackets and stars without end', '[**`'.repeat(20_000)],
    ['a table of ten thousand cells', `|${' c |'.repeat(100)}\n`.repeat(100)],
  ] as const)('shows %s, and goes on', async ([name, text], { visitor, model }) => {
    const effort = await watchEffort(visitor);
    const answer = model.gates(name);
    await visitor.says(name);
    answer.release(`Here it is.\n\n${text}`);
    answer.end();
    await visitor.message('Here it is.').waitFor();
    model.answers(`after ${name}`, { type: 'text', text: 'Still here' });
    await visitor.says(`after ${name}`);
    await visitor.message('Still here').waitFor();
    expect(await effort()).toBeLessThan(3);
    await visitor.reloads();
    await visitor.message('Still here').waitFor();
    expect(await effort()).toBeLessThan(1);
  });
});

async function occurrences({ conversation }: Visitor, words: string): Promise<number> {
  return ((await conversation.textContent()) ?? '').split(words).length - 1;
}

/** Whether these words begin on the left of where they end, as they are painted. */
function leftToRight({ conversation }: Visitor, words: string): Promise<boolean> {
  return conversation.getByText(words, { exact: true }).evaluate((element) => {
    const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
    if (!text) throw new Error('There are no words');
    const at = (index: number) => {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + 1);
      return range.getBoundingClientRect().left;
    };
    return at(0) < at((text.textContent?.length ?? 0) - 1);
  });
}

/** Seconds of the processor that the page has used since it was loaded: what others do on this machine does not count. */
async function watchEffort({ browser, page }: Visitor): Promise<() => Promise<number>> {
  const session = await browser.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
}
