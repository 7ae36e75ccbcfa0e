// Nothing is lost when the page goes away in the middle: a reload, a second tab, a second browser.
import { describe, expect } from 'vitest';
import { signInLink, test } from './fixture.ts';
import type { Visitor } from './visitor.ts';

describe('An answer that is under way', () => {
  test('is taken up by a page that is loaded again, with all that was said before', async ({ visitor, model }) => {
    const answer = model.gates('a reload in the middle');
    await visitor.says('a reload in the middle');
    answer.release('Said before the reload,');
    await visitor.message('Said before the reload,').waitFor();
    await visitor.reloads();
    await visitor.message('Said before the reload,').waitFor();
    await visitor.button('Stop').waitFor();
    answer.release(' and after it');
    await visitor.message('Said before the reload, and after it').waitFor();
    answer.end();
    await visitor.button('Send').waitFor();
    expect(await talk(visitor)).toEqual([
      'You:a reload in the middle',
      'Assistant:Said before the reload, and after it',
    ]);
  });

  test('is the same in a second tab, which can stop it', async ({ visitor, model }) => {
    const answer = model.gates('two tabs');
    await visitor.says('two tabs');
    answer.release('Both of us');
    await visitor.message('Both of us').waitFor();
    const tab = await visitor.opensTab();
    await tab.message('Both of us').waitFor();
    answer.release(' hear this');
    await tab.message('Both of us hear this').waitFor();
    await visitor.message('Both of us hear this').waitFor();
    await tab.button('Stop').click();
    for (const one of [tab, visitor]) {
      await one.message('Both of us hear this').getByText('Stopped').waitFor();
      await one.button('Send').waitFor();
      expect(await talk(one)).toEqual(['You:two tabs', 'Assistant:Both of us hear thisStopped']);
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
  const expected = ['You:from the first', 'Assistant:To the first', 'You:from the second', 'Assistant:To the second'];
  for (const one of [visitor, other]) await expect.poll(() => talk(one)).toEqual(expected);
});

test('A message that waits is still waiting after a reload, and is answered in its turn', async ({
  visitor,
  model,
}) => {
  const answer = model.gates('the one before');
  await visitor.says('the one before');
  answer.release('One moment');
  await visitor.message('One moment').waitFor();
  await visitor.says('the one that waits');
  await visitor.message('the one that waits').getByText('Waiting for its turn').waitFor();
  await visitor.reloads();
  await visitor.message('the one that waits').getByText('Waiting for its turn').waitFor();
  answer.end();
  await visitor.message('You said: the one that waits').waitFor();
  await expect
    .poll(() => talk(visitor))
    .toEqual([
      'You:the one before',
      'Assistant:One moment',
      'You:the one that waits',
      'Assistant:You said: the one that waits',
    ]);
});

/** Who said what, from top to bottom. */
async function talk({ conversation }: Visitor): Promise<string[]> {
  const texts = await conversation.getByRole('article').allTextContents();
  return texts.filter((text) => /^(You|Assistant):/.test(text));
}
