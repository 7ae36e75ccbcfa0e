// Summing up: what was said stays readable above a line, and a checkpoint leads back to how it stood before.
import { expect } from 'vitest';
import { test } from './fixture.ts';
import type { Visitor } from './visitor.ts';

test('A conversation that is summed up shows where, keeps what was said, and says what the summary is', async ({
  visitor,
}) => {
  await exchange(visitor, 'about pears');
  await exchange(visitor, 'about plums');
  await sumUp(visitor);
  const line = visitor.conversation.getByText(/^Earlier turns are kept in a checkpoint · .+ → .+ tokens$/);
  await line.waitFor();
  for (const again of [() => Promise.resolve(), () => visitor.reloads()]) {
    await again();
    await line.waitFor();
    await visitor.message('You said: about pears').waitFor();
    await visitor.message('You said: about plums').waitFor();
  }
  await visitor.fold('Summary').click();
  await visitor.conversation
    .getByText(/^You said: /)
    .last()
    .waitFor();
  await exchange(visitor, 'about figs');
});

test('A checkpoint is restored: the conversation stands as before, in every tab, and what came after is a branch', async ({
  visitor,
}) => {
  await exchange(visitor, 'before it');
  await sumUp(visitor);
  await exchange(visitor, 'after it');
  const tab = await visitor.opensTab();
  await tab.message('You said: after it').waitFor();

  await visitor.conversation.getByRole('button', { name: 'Checkpoints' }).click();
  const checkpoint = visitor.page.getByRole('tabpanel').getByRole('listitem').first();
  await checkpoint.getByText(/By hand/).waitFor();
  await checkpoint.getByRole('button', { name: 'Restore' }).click();
  await visitor.page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await visitor.page.getByText('The checkpoint is restored.').waitFor();
  for (const one of [visitor, tab]) {
    await one.message('after it').waitFor({ state: 'detached' });
    await expect.poll(() => said(one)).toEqual(['before it', 'You said: before it']);
  }
  await exchange(visitor, 'onwards');
  expect(await said(visitor)).toEqual(['before it', 'You said: before it', 'onwards', 'You said: onwards']);
});

test('A checkpoint is opened as a chat of its own', async ({ visitor }) => {
  await exchange(visitor, 'in both');
  await sumUp(visitor);
  await exchange(visitor, 'only in the first');
  const before = visitor.page.url();
  await visitor.conversation.getByRole('button', { name: 'Checkpoints' }).click();
  const checkpoint = visitor.page.getByRole('tabpanel').getByRole('listitem').first();
  await checkpoint.getByRole('button', { name: 'Open as a new chat' }).click();
  await expect.poll(() => visitor.page.url()).not.toBe(before);
  await visitor.message('You said: in both').waitFor();
  expect(await visitor.message('only in the first').count()).toBe(0);
});

async function exchange(visitor: Visitor, words: string): Promise<void> {
  await visitor.says(words);
  await visitor.message(`You said: ${words}`).waitFor();
  await visitor.button('Send').waitFor();
}

/** By the command, as a person would who knows it. */
async function sumUp(visitor: Visitor): Promise<void> {
  await visitor.says('/compact');
  await visitor.conversation.getByText(/^Earlier turns are kept in a checkpoint/).waitFor();
}

async function said({ conversation }: Visitor): Promise<string[]> {
  const texts = await conversation.getByRole('article').allInnerTexts();
  return texts.map((text) => text.trim());
}
