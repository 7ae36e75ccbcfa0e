// How the page looks to whom: colours and density as chosen, on the smallest phone too, without movement for those who want
// none, and with words of any direction.
import { describe, expect } from 'vitest';
import { connect, talk } from '../fixtures/greeting.ts';
import { signInLink, test } from './fixture.ts';
import { House, rooms } from './house.ts';
import type { Visitor } from './visitor.ts';

const inner = (visitor: Visitor, name: string) =>
  visitor.page.evaluate((name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim(), name);

describe('The colours', () => {
  test('follow the system as long as nothing else was chosen, also while the page is open', async ({
    enter,
    gateway,
  }) => {
    const visitor = await enter(signInLink(gateway), { browser: { colorScheme: 'dark' } });
    await visitor.arrives();
    expect(await lightness(visitor)).toBeLessThan(0.3);
    await visitor.page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(() => lightness(visitor)).toBeGreaterThan(0.8);
    const plain = await inner(visitor, '--text');
    await visitor.page.emulateMedia({ colorScheme: 'light', contrast: 'more' });
    await expect.poll(() => inner(visitor, '--text')).not.toBe(plain);
  });

  test('are those that were chosen, at once, in every tab, and before anything is drawn after a reload', async ({
    enter,
    gateway,
  }) => {
    const visitor = await enter(signInLink(gateway), { browser: { colorScheme: 'light' } });
    await visitor.arrives();
    const tab = await visitor.opensTab();
    await tab.arrives();
    const house = new House(visitor);
    await house.enter('Settings');
    await house.room.getByLabel('Dark', { exact: true }).check();
    expect(await lightness(visitor)).toBeLessThan(0.3);
    await expect.poll(() => lightness(tab)).toBeLessThan(0.3);
    await visitor.reloads();
    await house.title.waitFor();
    expect(await lightness(visitor)).toBeLessThan(0.3);
    expect(await house.room.getByLabel('Dark', { exact: true }).isChecked()).toBe(true);

    await house.room.getByLabel('Light', { exact: true }).check();
    await visitor.page.emulateMedia({ colorScheme: 'dark' });
    expect(await lightness(visitor)).toBeGreaterThan(0.8);
    const plain = await inner(visitor, '--border');
    await house.room.getByLabel('High contrast').check();
    expect(await inner(visitor, '--border')).not.toBe(plain);
    await house.room.getByLabel('As the system').check();
    await expect.poll(() => lightness(visitor)).toBeLessThan(0.3);
  });
});

test('The density is the one that was chosen, and stays', async ({ visitor }) => {
  const house = new House(visitor);
  await house.enter('Settings');
  const size = () => visitor.page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
  expect(await size()).toBe('16px');
  await house.room.getByLabel('Compact').check();
  expect(await size()).toBe('15px');
  await visitor.reloads();
  await house.title.waitFor();
  expect(await size()).toBe('15px');
  await house.room.getByLabel('Comfortable').check();
  expect(await size()).toBe('16px');
});

test('Nothing moves for those who want no movement', async ({ enter, gateway, model }) => {
  const visitor = await enter(signInLink(gateway), { browser: { reducedMotion: 'reduce' } });
  await visitor.arrives();
  const house = new House(visitor);
  const moving = () =>
    visitor.page.evaluate(() =>
      document.getAnimations().flatMap(({ playState, effect }) => {
        const { duration = 0 } = effect?.getComputedTiming() ?? {};
        return playState === 'running' && Number(duration) > 1 ? [String(duration)] : [];
      }),
    );
  const gate = model.gates('nothing moves');
  await visitor.says('nothing moves');
  gate.release('It is calm');
  await visitor.message('It is calm').waitFor();
  expect(await moving()).toEqual([]);
  await house.opensPalette();
  expect(await moving()).toEqual([]);
  await visitor.page.keyboard.press('Escape');
  await visitor.button('Session, tools and checkpoints').click();
  await house.inspector.waitFor();
  expect(await moving()).toEqual([]);
  gate.end();
});

const wide = [
  '# A heading that is longer than the smallest phone is wide, and goes on for a while',
  `A word without an end: ${'wide'.repeat(60)} and an address: https://example.com/${'a/'.repeat(80)}`,
  `\`\`\`ts\nconst line = '${'x'.repeat(300)}';\n\`\`\``,
  `| one | two |\n|---|---|\n| ${'cell '.repeat(30)} | ${'c'.repeat(120)} |`,
  `- ${'item '.repeat(40)}\n- ${'i'.repeat(150)}`,
  `> ${'q'.repeat(200)}\n\n- [ ] ${'t'.repeat(120)}`,
].join('\n\n');

describe('On a phone of 320 pixels', () => {
  const phone = { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true };

  test('no room scrolls to the side, and each is reached through the menu', async ({ enter, gateway }) => {
    const operator = await connect(gateway);
    await talk(operator, 'long', `A title of a chat that is much longer than a phone ${'is wide '.repeat(10)}`);
    await operator.request('sessions.patch', { key: 'long', category: 'g'.repeat(60), pinned: true });
    const visitor = await enter(signInLink(gateway), { browser: phone });
    await visitor.arrives();
    const house = new House(visitor);
    for (const room of rooms) {
      await visitor.button('Menu').click();
      expect(await overhang(visitor), `the menu before ${room}`).toEqual([]);
      await house.enter(room);
      await expect.poll(() => visitor.page.locator('[aria-busy=true]').count()).toBe(0);
      expect(await overhang(visitor), room).toEqual([]);
    }
    await visitor.open(`${gateway.http}/agents/main`);
    await house.section('Tools').getByRole('tabpanel').getByRole('listitem').first().waitFor();
    expect(await overhang(visitor), 'an agent').toEqual([]);
    await visitor.button('Menu').click();
    await house.dialog.getByRole('link', { name: /^A title of a chat/ }).click();
    await visitor.composer.waitFor();
    expect(await overhang(visitor), 'the chat').toEqual([]);
    await visitor.button('Session, tools and checkpoints').tap();
    for (const tab of ['Session', 'Tools', 'Checkpoints']) {
      await house.dialog.getByRole('tab', { name: tab }).tap();
      await expect.poll(() => visitor.page.locator('[aria-busy=true]').count()).toBe(0);
      expect(await overhang(visitor), tab).toEqual([]);
    }
    operator.terminate();
  });

  test('a conversation of wide things scrolls them in themselves, and the composer stays below it', async ({
    enter,
    gateway,
    model,
  }) => {
    const visitor = await enter(signInLink(gateway), { browser: phone });
    await visitor.arrives();
    const asked = `wide things ${'y'.repeat(200)}`;
    model.answers(asked, { type: 'text', text: wide, reasoning: 'r'.repeat(300) });
    await visitor.composer.fill(asked);
    await visitor.button('Send').tap();
    await visitor.conversation.getByRole('listitem').getByText(/^i+$/).waitFor();
    expect(await overhang(visitor)).toEqual([]);
    for (const name of ['Code', 'Table']) {
      const block = visitor.conversation.getByRole('region', { name });
      expect(await block.evaluate((part) => part.scrollWidth > part.clientWidth), name).toBe(true);
    }
    const box = await visitor.composer.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(568);
    await visitor.composer.fill('/');
    await visitor.page.getByRole('listbox', { name: 'Commands' }).waitFor();
    expect(await overhang(visitor)).toEqual([]);
  });

  test('with the keyboard open there is room to write, to send, and to read a line', async ({
    enter,
    gateway,
    model,
  }) => {
    const visitor = await enter(signInLink(gateway), { browser: phone });
    await visitor.arrives();
    await visitor.composer.tap();
    // What the keyboard leaves: the page says in its viewport that it makes room for it.
    await visitor.page.setViewportSize({ width: 320, height: 400 });
    const viewport = visitor.page.locator('meta[name=viewport]');
    expect(await viewport.getAttribute('content')).toContain('interactive-widget=resizes-content');
    await visitor.composer.fill(Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n'));
    for (const part of [visitor.composer, visitor.button('Send'), visitor.button('Attach files')]) {
      const box = await part.boundingBox();
      expect(box?.y ?? -1).toBeGreaterThanOrEqual(0);
      expect((box?.y ?? 0) + (box?.height ?? 400)).toBeLessThanOrEqual(400);
    }
    const room = await visitor.conversation.boundingBox();
    expect(room?.height ?? 0).toBeGreaterThan(40);
    await visitor.composer.fill('short enough');
    await visitor.button('Send').tap();
    await visitor.message('You said: short enough').waitFor();
    expect(model.asked('short enough')).toBe(1);
    const size = await visitor.composer.evaluate((words) => Number.parseFloat(getComputedStyle(words).fontSize));
    expect(size).toBeGreaterThanOrEqual(16);
  });
});

describe('Words from right to left', () => {
  test('stand from right to left, whether said, answered or a title, and turn nothing around them', async ({
    visitor,
    model,
    gateway,
  }) => {
    const asked = 'שלום, מה שלומך?';
    model.answers(asked, { type: 'text', text: 'טוב, תודה (really)!\n\nAnd in English.\n\n- פריט' });
    const operator = await connect(gateway);
    await operator.request('sessions.create', { key: 'hebrew', label: 'שיחה (a chat)!' });
    await visitor.says(asked);
    const direction = (words: string | RegExp) =>
      visitor.conversation
        .getByText(words)
        .last()
        .evaluate((element) => getComputedStyle(element).direction);
    await visitor.conversation.getByText('פריט').waitFor();
    expect(await direction(asked)).toBe('rtl');
    expect(await direction(/^טוב/)).toBe('rtl');
    expect(await direction('And in English.')).toBe('ltr');
    const house = new House(visitor);
    const title = house.chat('שיחה (a chat)!').locator('.session-title');
    expect(await title.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
    await house.enter('Sessions');
    const isolated = house.room.locator('bdi', { hasText: 'שיחה (a chat)!' });
    expect(await isolated.evaluate((element) => getComputedStyle(element).unicodeBidi)).toBe('isolate');
    await house.chooses('שיחה (a chat)!', 'Pin');
    await expect.poll(() => house.chatsUnder('Pinned')).toContain('שיחה (a chat)!');
    operator.terminate();
  });
});

/** What stands out of the page, unless it scrolls or is cut off in itself. */
function overhang({ page }: Visitor): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.scrollingElement ?? document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`the page, ${root.scrollWidth}`);
    const look = (element: Element) => {
      const { left, right, width } = element.getBoundingClientRect();
      if (width > 1 && (left < -0.5 || right > innerWidth + 0.5)) {
        found.push(`${element.tagName}.${element.className}, ${left} to ${right}`);
      }
      if (getComputedStyle(element).overflowX === 'visible') for (const child of element.children) look(child);
    };
    look(document.body);
    for (const part of document.querySelectorAll('main, dialog, .view, .log-scroll, .session-scroll')) {
      if (part.scrollWidth > part.clientWidth) found.push(`${part.tagName}.${part.className}, ${part.scrollWidth}`);
      for (const child of part.children) look(child);
    }
    return found;
  });
}

/** Of the ground of the page, from black to white. */
function lightness({ page }: Visitor): Promise<number> {
  return page.evaluate(() => {
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    if (!context) throw new Error('There is nothing to paint on');
    context.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / (3 * 255);
  });
}
