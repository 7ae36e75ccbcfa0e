// From one chat to another and back: each has its own words, its own draft and its own answer.
import { describe, expect } from 'vitest';
import { connect, talk } from '../fixtures/greeting.ts';
import { test } from './fixture.ts';
import { broken, startsAnswering } from './speaking.ts';
import type { Visitor } from './visitor.ts';

describe('Somebody who goes from chat to chat', () => {
  test('finds in each what was said and what was being written there', async ({ visitor, gateway }) => {
    await other(gateway, 'apples', 'about apples');
    await visitor.says('about everything');
    await visitor.message('You said: about everything').waitFor();
    await visitor.composer.fill('a draft of the main one');

    await goTo(visitor, 'about apples');
    await visitor.message('You said: about apples').waitFor();
    expect(await visitor.message('about everything').count()).toBe(0);
    expect(await visitor.composer.inputValue()).toBe('');
    await visitor.composer.fill('a draft of apples');

    await goTo(visitor, 'Main');
    await visitor.message('about everything').waitFor();
    expect(await visitor.composer.inputValue()).toBe('a draft of the main one');
    await visitor.page.goBack();
    await visitor.message('about apples').waitFor();
    expect(await visitor.composer.inputValue()).toBe('a draft of apples');
    await visitor.reloads();
    await visitor.message('about apples').waitFor();
    expect(await visitor.composer.inputValue()).toBe('a draft of apples');
    await visitor.composer.press('Enter');
    await visitor.message('You said: a draft of apples').waitFor();
    await goTo(visitor, 'Main');
    expect(await visitor.composer.inputValue()).toBe('a draft of the main one');
  });

  test('leaves an answer that comes, and finds all of it on the way back', async ({ visitor, gateway, model }) => {
    await other(gateway, 'pears', 'about pears');
    const answer = await startsAnswering(visitor, model, 'take your time', 'I begin');
    await goTo(visitor, 'about pears');
    await visitor.message('You said: about pears').waitFor();
    expect(await visitor.button('Stop').count()).toBe(0);
    answer.release(' and go on');
    await goTo(visitor, 'Main');
    await visitor.message('I begin and go on').waitFor();
    await visitor.button('Stop').waitFor();
    answer.end();
    await visitor.button('Send').waitFor();
    expect(await visitor.message('I begin and go on').count()).toBe(1);
  });

  test('begins a new one, which has a title of its own after the first words', async ({ visitor }) => {
    await visitor.button('New chat').click();
    await visitor.heading('New conversation').waitFor();
    await visitor.says('a chat about plums');
    await visitor.message('You said: a chat about plums').waitFor();
    await visitor.heading('a chat about plums').waitFor();
    await visitor.chats.getByRole('link', { name: /a chat about plums/ }).waitFor();
    await visitor.reloads();
    await visitor.message('You said: a chat about plums').waitFor();
  });

  test('has sent a message in one, and it arrives although another is on the screen when the gateway is back', async ({
    visitor,
    gateway,
    model,
    troubles,
  }) => {
    troubles.await(broken);
    await other(gateway, 'figs', 'about figs');
    await visitor.chats.getByRole('link', { name: /about figs/ }).waitFor();
    process.kill(gateway.pid, 'SIGSTOP');
    await visitor.says('sent in passing');
    await visitor.message('sent in passing').waitFor();
    await goTo(visitor, 'about figs');
    await gateway.kill();
    await gateway.restart();
    await visitor.comesBack();
    await expect.poll(() => model.asked('sent in passing')).toBe(1);
    await goTo(visitor, 'Main');
    await visitor.message('You said: sent in passing').waitFor();
    expect(await visitor.message('sent in passing').count()).toBe(1);
    expect(model.asked('sent in passing')).toBe(1);
  });
});

async function other(gateway: Parameters<typeof connect>[0], name: string, words: string): Promise<void> {
  const operator = await connect(gateway);
  await talk(operator, `agent:main:dashboard:${name}`, words);
  operator.terminate();
}

async function goTo({ chats }: Visitor, title: string): Promise<void> {
  await chats.getByRole('link', { name: new RegExp(`^${title}`) }).click();
}
