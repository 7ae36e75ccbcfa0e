// Nothing is lost when the page goes away in the middle: a reload, a second tab, a second browser.
import { describe, expect } from 'vitest';
import { signInLink, test } from './fixture.ts';
import { shownIn, startsAnswering } from './speaking.ts';
import type { Visitor } from './visitor.ts';

describe('An answer that is under way', () => {
  test('is taken up by a page that is loaded again, with all that was said before', async ({ visitor, model }) => {
    const answer = await startsAnswering(visitor, model, 'a reload in the middle', 'Said before the reload,');
    await visitor.reloads();
    await visitor.message('Said before the reload,').waitFor();
    await visitor.button('Stop').waitFor();
    answer.release(' and after it');
    await visitor.message('Said before the reload, and after it').waitFor();
    answer.end();
    await visitor.button('Send').waitFor();
    expect(await talk(visitor)).toEqual([
      'You: a reload in the middle',
      'Assistant: Said before the reload, and after it',
    ]);
  });

  test('is the same in a second tab, which can stop it', async ({ visitor, model }) => {
    const answer = await startsAnswering(visitor, model, 'two tabs', 'Both of us');
    const tab = await visitor.opensTab();
    await tab.message('Both of us').waitFor();
    answer.release(' hear this');
    await tab.message('Both of us hear this').waitFor();
    await visitor.message('Both of us hear this').waitFor();
    await tab.button('Stop').click();
    for (const one of [tab, visitor]) {
      await one.message('Both of us hear this').getByText('Stopped').waitFor();
      await one.button('Send').waitFor();
      expect(await talk(one)).toEqual(['You: two tabs', 'Assistant: Both of us hear this Stopped']);
    }
  });
});

test('What is said in one browser is seen in another, each message once', async ({
  visitor,
  model,
  enter,
  gateway,
}) => {
  const other = await enter(signInLink(gateway));
  await other.arrives();
  model.answers('from the first', { type: 'text', text: 'To the first' });
  model.answers('from the second', { type: 'text', text: 'To the second' });
  await visitor.says('from the first');
  await other.message('To the first').waitFor();
  await other.says('from the second');
  await visitor.message('To the second').waitFor();
  await other.message('To the second').waitFor();
  const expected = [
    'You: from the first',
    'Assistant: To the first',
    'You: from the second',
    'Assistant: To the second',
  ];
  for (const one of [visitor, other]) await expect.poll(() => talk(one)).toEqual(expected);
});

test('What is being written is there again after a reload, and in no other session', async ({ visitor }) => {
  await visitor.composer.fill('half a sentence');
  await visitor.reloads();
  expect(await visitor.composer.inputValue()).toBe('half a sentence');
  await visitor.arrives();
  expect(await visitor.composer.inputValue()).toBe('half a sentence');
  await visitor.button('New chat').click();
  await expect.poll(() => visitor.page.url()).toMatch(/\/chat\/main\//);
  expect(await visitor.composer.inputValue()).toBe('');
});

/** Who said what, from top to bottom. */
async function talk({ conversation }: Visitor): Promise<string[]> {
  const told: string[] = [];
  for (const article of await conversation.getByRole('article').all()) {
    const who = (await article.getAttribute('aria-label')) ?? '';
    told.push(`${who.split(',', 1)[0]}: ${await shownIn(article)}`);
  }
  return told;
}
