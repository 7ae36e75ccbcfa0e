// The whole chat by keyboard alone: everything can be reached and done, where the focus is can be seen, and it is never lost.
import type { FileChooser } from 'playwright-core';
import { describe, expect } from 'vitest';
import { TOKEN } from '../fixtures/gateway.ts';
import { connect, talk } from '../fixtures/greeting.ts';
import { test } from './fixture.ts';
import { House } from './house.ts';
import type { Visitor } from './visitor.ts';

test('Somebody with a keyboard alone signs in, writes, stops, edits, looks around, goes elsewhere and comes back', {
  timeout: 120_000,
}, async ({ enter, gateway, model }) => {
  const operator = await connect(gateway);
  await talk(operator, 'other', 'the other matter');
  const visitor = await enter(gateway.http);
  const house = new House(visitor);
  const hand = new Hand(visitor);
  const chooser = Promise.withResolvers<FileChooser>();
  visitor.page.on('filechooser', chooser.resolve);
  await visitor.heading('This gateway expects its token').waitFor();
  await hand.isAt('Token or password');
  await hand.types(TOKEN);
  await hand.presses('Enter');
  await visitor.connects();

  // To the chat, over the link that comes first, and the one in the list.
  await hand.goesTo('Open the chat');
  await hand.presses('Enter');
  await visitor.arrives();
  await hand.isAt('Message');

  // Writing, sending, and stopping.
  const long = model.gates('by keyboard');
  await hand.types('by keyboard');
  await hand.presses('Enter');
  long.release(`${'A line.\n\n'.repeat(60)}The end.`);
  await visitor.conversation.getByText('The end.').waitFor();
  await hand.presses('Escape');
  await visitor.conversation.getByText('Stopped', { exact: true }).waitFor();
  await hand.isAt('Message');

  // The conversation is scrolled, to its beginning and back.
  await hand.goesTo('Conversation', 'Shift+Tab');
  await hand.presses('Home');
  await visitor.button('Go to the latest').waitFor();
  await hand.presses('End');
  await visitor.button('Go to the latest').waitFor({ state: 'detached' });

  // A command from the menu.
  await hand.goesTo('Message');
  await hand.types('/stat');
  await visitor.page.getByRole('listbox', { name: 'Commands' }).waitFor();
  await hand.presses('Enter');
  await hand.presses('Escape');
  await hand.presses('Enter');
  await visitor.message('/status').waitFor();
  await hand.isAt('Message');

  // A file can be attached: the button opens the chooser.
  await hand.goesTo('Attach files');
  await hand.presses('Enter');
  await (await chooser.promise).setFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('A note.') });
  await visitor.page.getByRole('list', { name: 'Files of this message' }).waitFor();
  await hand.goesTo('Remove', 'Shift+Tab');
  await hand.presses('Enter');
  await visitor.page.getByRole('list', { name: 'Files of this message' }).waitFor({ state: 'detached' });
  await hand.goesTo('Message');

  // What waits is taken back with one key, and sent otherwise.
  const busy = model.gates('takes a while');
  await hand.types('takes a while');
  await hand.presses('Enter');
  busy.release('Working');
  await visitor.message('Working').waitFor();
  await hand.types('waits here');
  await hand.presses('Enter');
  await expect.poll(() => visitor.queued('waits here').getByRole('button', { name: 'Edit' }).isEnabled()).toBe(true);
  await hand.presses('ArrowUp');
  await expect.poll(() => visitor.composer.inputValue()).toBe('waits here');
  await hand.isAt('Message');
  await hand.types(', and longer');
  await hand.presses('Enter');
  const longer = visitor.queued('waits here, and longer').getByRole('button', { name: 'Edit' });
  await expect.poll(() => longer.isEnabled()).toBe(true);
  await hand.goesTo('Edit', 'Shift+Tab');
  await hand.presses('Enter');
  await expect.poll(() => visitor.composer.inputValue()).toBe('waits here, and longer');
  await hand.isAt('Message');
  await hand.presses('Control+a');
  await hand.presses('Delete');
  busy.end();
  await visitor.button('Send').waitFor();

  // A message is worded otherwise, answered again, and its wordings are gone through.
  await hand.types('the first wording');
  await hand.presses('Enter');
  await visitor.message('You said: the first wording').waitFor();
  // Nothing can be edited before the run is over.
  await visitor.button('Send').waitFor();
  await hand.presses('ArrowUp');
  await hand.isAt('Edit');
  await hand.presses('Enter');
  await hand.isAt('Edit the message');
  await hand.presses('Control+a');
  await hand.types('the second wording');
  await hand.presses('Control+Enter');
  await visitor.message('You said: the second wording').waitFor();
  await visitor.button('Send').waitFor();
  await hand.keepsHold();
  const question = visitor.message('the second wording');
  await question.getByText('2 / 2').waitFor();
  await hand.goesTo('Previous version', 'Shift+Tab');
  await hand.presses('Enter');
  await visitor.message('You said: the first wording').waitFor();
  await hand.keepsHold();
  await hand.goesTo('Next version', 'Shift+Tab', 'Tab');
  await hand.presses('Enter');
  await visitor.message('You said: the second wording').waitFor();
  await hand.keepsHold();
  await question.getByText('2 / 2').waitFor();
  // From there on: the answers before have the same button.
  await hand.goesTo('Previous version', 'Tab', 'Shift+Tab');
  await hand.goesTo('Answer again', 'Tab');
  await hand.presses('Enter');
  await expect.poll(() => model.asked('the second wording')).toBe(2);
  await visitor.button('Send').waitFor();
  await hand.keepsHold();

  // What is known of the chat, beside it.
  await hand.goesTo('Session, tools and checkpoints', 'Shift+Tab');
  await hand.presses('Enter');
  await house.inspector.waitFor();
  await hand.goesTo('Session');
  await hand.presses('ArrowRight');
  await house.inspector.getByText('Available right now').waitFor();
  await hand.presses('ArrowRight');
  await house.inspector.getByText('There are no checkpoints yet.').waitFor();
  await hand.goesTo('Close', 'Shift+Tab');
  await hand.presses('Enter');
  await house.inspector.waitFor({ state: 'detached' });
  await hand.keepsHold();

  // The palette, and another chat by its title.
  await hand.presses('Control+k');
  await house.dialog.waitFor();
  await hand.types('other matter');
  await house.found('Chats').filter({ hasText: 'the other matter' }).waitFor();
  await hand.presses('Enter');
  await house.title.getByText('the other matter').waitFor();
  await hand.isAt('Message');
  await hand.presses('Control+k');
  await house.dialog.waitFor();
  await hand.presses('Escape');
  await house.dialog.waitFor({ state: 'detached' });
  await hand.isAt('Message');

  // The list of chats: the arrows walk in it, and each has its menu.
  await hand.goesTo(/^Main/, 'Shift+Tab');
  await hand.presses('ArrowDown');
  await hand.isAt(/^the other matter/);
  await hand.goesTo('Actions for the other matter');
  await hand.presses('Enter');
  await hand.isAt('Rename');
  await hand.presses('ArrowDown');
  await hand.isAt('Pin');
  await hand.presses('Escape');
  await hand.isAt('Actions for the other matter');
  await hand.presses('Enter');
  await hand.presses('Enter');
  await hand.isAt('Title');
  await hand.types('Another name');
  await hand.presses('Enter');
  await house.chat('Another name').waitFor();
  await hand.keepsHold();

  // A new chat, and back to the words of the first.
  await hand.presses('Control+Shift+o');
  await house.title.getByText('New conversation').waitFor();
  await hand.isAt('Message');
  await hand.presses('Control+k');
  await house.dialog.waitFor();
  await hand.types('another');
  await house.found('Chats').filter({ hasText: 'Another name' }).waitFor();
  await hand.presses('Enter');
  await house.title.getByText('Another name').waitFor();
  await hand.isAt('Message');
  await hand.goesTo('Overview', 'Shift+Tab');
  await hand.presses('Enter');
  await house.title.getByText('Overview').waitFor();
  await hand.keepsHold();
  operator.terminate();
});

describe('While a word is composed', () => {
  test('Enter takes the word and sends nothing, and sends after it', async ({ visitor, model }) => {
    const keyboard = await visitor.page.context().newCDPSession(visitor.page);
    await visitor.composer.focus();
    await keyboard.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
    expect(await visitor.composer.inputValue()).toBe('にほん');
    // As a browser tells of the key while the composition goes on.
    const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 };
    await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter });
    await keyboard.send('Input.insertText', { text: '日本' });
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter });
    expect(await visitor.composer.inputValue()).toBe('日本');
    await visitor.composer.press('Enter');
    await visitor.message('You said: 日本').waitFor();
    expect(model.asked('日本')).toBe(1);
    expect(await visitor.conversation.getByRole('article').count()).toBe(2);
  });

  test('Enter chooses nothing in the palette', async ({ visitor, model }) => {
    const house = new House(visitor);
    const keyboard = await visitor.page.context().newCDPSession(visitor.page);
    const compose = async (text: string) => {
      await keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
      const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 };
      await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter });
    };
    await house.opensPalette();
    await compose('set');
    await house.found('Actions').filter({ hasText: 'Settings' }).waitFor();
    expect(await house.dialog.isVisible()).toBe(true);
    expect(visitor.page.url()).toMatch(/\/chat$/);
    expect(model.asked('set')).toBe(0);
  });
});

/** Keys and nothing else. After each of them the focus is somewhere, and can be seen there. */
class Hand {
  readonly #page: Visitor['page'];
  readonly #pressed: string[] = [];

  constructor({ page }: Visitor) {
    this.#page = page;
  }

  async types(words: string): Promise<void> {
    await this.#page.keyboard.type(words);
    await this.keepsHold();
  }

  async presses(key: string): Promise<void> {
    await this.#page.keyboard.press(key);
    this.#pressed.push(key);
    await this.keepsHold();
    this.#pressed.push(`→ ${await this.#name()}`);
  }

  /** Until what is named so has the focus, there and back if there are two keys. */
  async goesTo(name: string | RegExp, ...keys: string[]): Promise<void> {
    const met: string[] = [];
    for (const key of keys.length === 0 ? ['Tab'] : keys) {
      for (let presses = 0; presses < 60; presses += 1) {
        if (fits(await this.#name(), name)) return;
        await this.#page.keyboard.press(key);
        // Beyond its last and its first part the page lets go of the focus, and the next key is in it again.
        if (await this.#page.evaluate(() => document.activeElement === document.body)) continue;
        await this.keepsHold();
        met.push(await this.#name());
      }
    }
    throw new Error(`No key leads to ${name}: ${met.join(', ')}`);
  }

  async isAt(name: string | RegExp): Promise<void> {
    await expect.poll(() => this.#name()).toEqual(typeof name === 'string' ? name : expect.stringMatching(name));
    await this.keepsHold();
  }

  /** What is gone from the page gives the focus on within a moment, to something where it can be seen. */
  async keepsHold(): Promise<void> {
    const message = `after ${this.#pressed.slice(-8).join(' ')}`;
    await expect.poll(() => this.#page.evaluate(whereFocusIs), { message }).toMatch(/^seen at /);
  }

  #name(): Promise<string> {
    return this.#page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.firstChild?.textContent : undefined;
      return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').trim();
    });
  }
}

function fits(shown: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? shown === wanted : wanted.test(shown);
}

/** Runs in the page. */
function whereFocusIs(): string {
  const element = document.activeElement;
  if (!element || element === document.body) return 'nowhere';
  const name = `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent ?? ''}`.slice(0, 80);
  // A heading and the whole of a room are only begun to be read there.
  if (element.matches('h1, h2, h3, main')) return `seen at ${name}`;
  const ringed = ({ outlineStyle, outlineWidth, boxShadow }: CSSStyleDeclaration) =>
    (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow.includes('inset');
  const box = element.closest('.composer-box');
  const accent = getComputedStyle(document.documentElement).getPropertyValue('--accent');
  const probe = document.createElement('i');
  probe.style.color = accent;
  document.body.append(probe);
  const shown = getComputedStyle(probe).color;
  probe.remove();
  const framed = element.matches('.composer-words') && box !== null && getComputedStyle(box).borderColor === shown;
  const field = element.closest('.finder-field');
  const seen = ringed(getComputedStyle(element)) || framed || (field !== null && ringed(getComputedStyle(field)));
  return seen ? `seen at ${name}` : `not seen at ${name}`;
}
