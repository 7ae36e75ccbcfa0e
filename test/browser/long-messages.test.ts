// However long a message is, all of it can be read: after a reload too, when the gateway sends only its beginning at first.
import { describe, expect } from 'vitest';
import type { Gateway } from '../fixtures/gateway.ts';
import { connect, send } from '../fixtures/greeting.ts';
import { test } from './fixture.ts';
import type { Visitor } from './visitor.ts';

describe('A message', () => {
  test.for([
    ['12 thousand letters', 12_000],
    ['128 thousand letters', 128_000],
    ['a megabyte', 1_000_000],
  ] as const)(
    'of %s is there to its last word, asked and answered',
    async ([name, size], { visitor, model, gateway }) => {
      const lines = (word: string) => {
        const line = `${word} goes on and on.\n\n`;
        return `${line.repeat(size / line.length)}The last word of ${word}.`;
      };
      const [question, answer] = [lines('question'), lines('answer')];
      expect(answer.length).toBeGreaterThan(size * 0.9);
      const gate = model.gates(question);
      // Chromium takes minutes to get a megabyte of lines into a field.
      if (size < 1_000_000) await visitor.saysAtOnce(question);
      else await saysElsewhere(gateway, question);
      gate.release(answer);
      gate.end();
      await visitor.conversation.getByText('The last word of answer.').waitFor();
      await visitor.button('Send').waitFor();
      await visitor.reloads();
      await visitor.conversation.getByText('The last word of answer.').waitFor();
      expect(await wordsOf(visitor, 'answer')).toBe(counted(answer, 'answer'));
      await visitor.conversation.press('Home');
      const whole = counted(question, 'question');
      await expect.poll(() => wordsOf(visitor, 'question'), { timeout: 30_000 }).toBe(whole);
      expect(await visitor.conversation.textContent()).toContain('The last word of question.');
      for (const said of ['truncated', 'omitted']) {
        expect(await visitor.conversation.textContent(), name).not.toContain(said);
      }
    },
  );
});

test('A long message of a person is folded to the eye, and opened by a button', async ({ visitor }) => {
  const long = `${'One line of it.\n'.repeat(60)}The end of it.`;
  await visitor.says(long);
  const message = visitor.conversation.getByRole('article').first();
  await message.getByRole('button', { name: 'Show all of it' }).waitFor();
  const folded = await message.boundingBox();
  await message.getByRole('button', { name: 'Show all of it' }).click();
  await message.getByRole('button', { name: 'Show less' }).waitFor();
  expect((await message.boundingBox())?.height).toBeGreaterThan((folded?.height ?? 0) * 2);
  expect(await message.textContent()).toContain('The end of it.');
});

async function saysElsewhere(gateway: Gateway, words: string): Promise<void> {
  const operator = await connect(gateway);
  await send(operator, 'main', words);
  operator.terminate();
}

async function wordsOf({ conversation }: Visitor, word: string): Promise<number> {
  return counted((await conversation.textContent()) ?? '', word);
}

function counted(text: string, word: string): number {
  return text.split(`${word} goes on`).length - 1;
}
