// The chats at the side and the palette: what they are called, going from one to another, and what can be done with each.
import { describe, expect } from 'vitest';
import type { Client } from '../fixtures/client.ts';
import type { Gateway } from '../fixtures/gateway.ts';
import { connect, talk } from '../fixtures/greeting.ts';
import { modelSettings } from '../fixtures/model.ts';
import { test as base, openGateway, signInLink } from './fixture.ts';
import { House } from './house.ts';

const test = base
  /** Somebody else, who can look behind the page. */
  .extend('operator', async ({ gateway }, { onCleanup }) => {
    const operator = await connect(gateway);
    onCleanup(() => operator.terminate());
    return operator;
  })
  .extend('house', async ({ visitor }) => new House(visitor));

async function exists(operator: Client, key: string): Promise<boolean> {
  const answer = await operator.request('sessions.describe', { key });
  return JSON.stringify(answer) !== '{"session":null}';
}

describe('A chat at the side', () => {
  test('goes by its first words, and by a name once it has one, wherever that was given', async ({
    house,
    operator,
  }) => {
    await talk(operator, 'unnamed', 'How do bees find home?');
    await house.chat('How do bees find home?').waitFor();
    await house.chat('How do bees find home?').getByText('You said: How do bees find home?').waitFor();
    await house.chooses('How do bees find home?', 'Rename');
    await house.dialog.getByLabel('Title').fill('Bees');
    await house.page.keyboard.press('Enter');
    await house.chat('Bees').waitFor();
    await expect
      .poll(() => operator.request('sessions.describe', { key: 'unnamed' }))
      .toMatchObject({
        session: { label: 'Bees' },
      });
    await operator.request('sessions.patch', { key: 'unnamed', label: 'Honey bees' });
    await house.chat('Honey bees').waitFor();
    await house.chooses('Honey bees', 'Rename');
    await house.dialog.getByLabel('Title').fill('');
    await house.dialog.getByRole('button', { name: 'Save' }).click();
    await house.chat('How do bees find home?').waitFor();
  });

  test('is opened, with its own words, its own draft and its own address', async ({ house, operator, gateway }) => {
    const { visitor } = house;
    await talk(operator, 'first', 'about the first');
    await talk(operator, 'second', 'about the second');
    await house.opensChat('about the first');
    expect(visitor.page.url()).toBe(`${gateway.http}/chat/main/first`);
    await visitor.message('You said: about the first').waitFor();
    await visitor.composer.fill('half a sentence');
    await house.opensChat('about the second');
    await visitor.message('You said: about the second').waitFor();
    expect(await visitor.message('You said: about the first').count()).toBe(0);
    expect(await visitor.composer.inputValue()).toBe('');
    await visitor.says('for the second');
    await visitor.message('You said: for the second').waitFor();
    await visitor.page.goBack();
    await visitor.message('You said: about the first').waitFor();
    expect(await visitor.composer.inputValue()).toBe('half a sentence');
    await visitor.reloads();
    await visitor.message('You said: about the first').waitFor();
    expect(await visitor.composer.inputValue()).toBe('half a sentence');
    expect(await house.chat('about the first').getByRole('link').getAttribute('aria-current')).toBe('page');
    await visitor.composer.fill('');
  });

  test('is begun at once, and stands in the list when something is said in it', async ({ house }) => {
    const { visitor } = house;
    await visitor.button('New chat').click();
    await house.title.getByText('New conversation').waitFor();
    await expect.poll(() => visitor.composer.evaluate((box) => box === document.activeElement)).toBe(true);
    await visitor.says('a brand new matter');
    await visitor.message('You said: a brand new matter').waitFor();
    await house.chat('a brand new matter').waitFor();
    await visitor.button('New chat').click();
    await house.title.getByText('New conversation').waitFor();
    await visitor.reloads();
    await visitor.arrives();
    await house.chat('a brand new matter').waitFor();
  });

  test('is begun with a model and a name of one’s choice', async ({ house, model }) => {
    await house.visitor.button('Ways to begin a chat').click();
    await house.menu.getByRole('menuitem', { name: 'New chat with…' }).click();
    await house.dialog.getByLabel('Model').selectOption('test/two');
    await house.dialog.getByLabel('Title (optional)').fill('With the second');
    await house.dialog.getByRole('button', { name: 'Begin' }).click();
    await house.title.getByText('With the second').waitFor();
    await house.visitor.says('who answers?');
    await house.visitor.message('You said: who answers?').waitFor();
    expect(model.requests('who answers?').map(({ body }) => body.model)).toEqual(['two']);
  });

  test('is pinned, grouped and put into the archive, for every device', async ({ house, operator, enter, gateway }) => {
    for (const name of ['alpha', 'beta']) await operator.request('sessions.create', { key: name, label: name });
    const other = new House(await enter(signInLink(gateway)));
    await other.visitor.arrives();

    await house.chooses('alpha', 'Pin');
    await expect.poll(() => house.chatsUnder('Pinned')).toEqual(['Main', 'alpha']);
    await expect.poll(() => other.chatsUnder('Pinned')).toEqual(['Main', 'alpha']);
    await house.chooses('alpha', 'Unpin');
    await expect.poll(() => other.chatsUnder('Pinned')).toEqual(['Main']);

    await house.chooses('beta', 'Move to a group');
    const choice = house.dialog.getByLabel('A new group');
    if (!(await choice.isChecked())) await choice.check();
    await house.dialog.getByLabel('Name of the group').fill('Letters');
    await house.dialog.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => house.chatsUnder('Letters')).toEqual(['beta']);
    await expect.poll(() => other.chatsUnder('Letters')).toEqual(['beta']);

    await house.chooses('beta', 'Archive');
    await expect.poll(() => house.chats.getByRole('region', { name: 'Letters' }).count()).toBe(0);
    await other.chats.getByRole('button', { name: /^Archived/ }).click();
    await other.chat('beta').waitFor();
    await other.chooses('beta', 'Take out of the archive');
    await expect.poll(() => house.chatsUnder('Letters')).toEqual(['beta']);
  });

  test('that is deleted comes back by Undo, and the gateway never heard of it', async ({ house, operator }) => {
    await talk(operator, 'kept', 'worth keeping');
    await house.opensChat('worth keeping');
    await house.chooses('worth keeping', 'Delete');
    await house.chat('worth keeping').waitFor({ state: 'detached' });
    await house.title.getByText('Main', { exact: true }).waitFor();
    await house.notice('“worth keeping” is deleted.').getByRole('button', { name: 'Undo' }).click();
    await house.chat('worth keeping').waitFor();
    await house.visitor.message('You said: worth keeping').waitFor();
    await house.notice('is deleted').waitFor({ state: 'detached' });
    expect(await exists(operator, 'kept')).toBe(true);
    await house.visitor.reloads();
    await house.visitor.message('You said: worth keeping').waitFor();
  });

  test('that is deleted is gone from the gateway once nobody wants it back', async ({ house, operator }) => {
    await talk(operator, 'away', 'not worth keeping');
    await house.chooses('not worth keeping', 'Delete');
    const notice = house.notice('“not worth keeping” is deleted.');
    await notice.waitFor();
    expect(await exists(operator, 'away')).toBe(true);
    await notice.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => exists(operator, 'away')).toBe(false);
    await house.visitor.reloads();
    await house.visitor.arrives();
    expect(await house.chat('not worth keeping').count()).toBe(0);

    await talk(operator, 'left', 'left behind');
    await house.chooses('left behind', 'Delete');
    await house.visitor.reloads();
    await expect.poll(() => exists(operator, 'left')).toBe(false);
  });

  test('is marked as unread until somebody looks at it, on every device', async ({
    house,
    operator,
    enter,
    gateway,
  }) => {
    const other = new House(await enter(signInLink(gateway)));
    await other.visitor.arrives();
    await talk(operator, 'news', 'something new');
    await house.chat('something new').getByText('Unread', { exact: true }).waitFor();
    await other.chat('something new').getByText('Unread', { exact: true }).waitFor();
    await house.opensChat('something new');
    await other.chat('something new').getByText('Unread', { exact: true }).waitFor({ state: 'detached' });
    await house.opensChat('Main');
    expect(await house.chat('something new').getByText('Unread', { exact: true }).count()).toBe(0);
    await talk(operator, 'news', 'something newer');
    await house.chat('something new').getByText('Unread', { exact: true }).waitFor();
  });
});

test('The main chat is the same for two visitors: what one says and is answered, the other sees come', async ({
  visitor,
  enter,
  gateway,
  model,
}) => {
  const other = await enter(signInLink(gateway));
  await other.arrives();
  const answer = model.gates('hello from the first');
  await visitor.says('hello from the first');
  await other.message('hello from the first').waitFor();
  answer.release('It comes');
  await other.message('It comes').waitFor();
  await other.button('Stop').waitFor();
  answer.release(' to both');
  answer.end();
  await other.message('It comes to both').waitFor();
  await other.says('hello from the second');
  await visitor.message('You said: hello from the second').waitFor();
});

describe('The palette', () => {
  test('finds chats by their titles and what was said by its words, and goes there', async ({ house, operator }) => {
    const { visitor } = house;
    await operator.request('sessions.create', { key: 'trip', label: 'Trip to Lisbon' });
    await talk(operator, 'trip', 'the tram is yellow');
    await house.opensPalette('lisb');
    await house.found('Chats').filter({ hasText: 'Trip to Lisbon' }).waitFor();
    await visitor.page.keyboard.press('Enter');
    await house.title.getByText('Trip to Lisbon').waitFor();
    await house.opensChat('Main');

    await house.opensPalette('yellow');
    const found = house.found('Messages').filter({ hasText: 'the tram is yellow' }).first();
    await found.getByText('Trip to Lisbon').waitFor();
    await found.click();
    await house.title.getByText('Trip to Lisbon').waitFor();
    await visitor.page.locator('[data-marked]').waitFor();

    await house.opensPalette('no such words anywhere');
    await house.dialog.getByText('Nothing was found. Try other words.').waitFor();
    await visitor.page.keyboard.press('Escape');
    await house.dialog.waitFor({ state: 'detached' });
  });

  test('searches in the chat that is shown alone, and does what the page can do', async ({ house, operator }) => {
    const { visitor } = house;
    await talk(operator, 'here', 'a needle here');
    await talk(operator, 'there', 'a needle there');
    await house.opensChat('a needle here');
    await visitor.page.keyboard.press('Control+Shift+f');
    await house.dialog.getByRole('combobox', { name: 'Search in this chat' }).fill('needle');
    await house.found('Messages').filter({ hasText: 'a needle here' }).first().waitFor();
    expect(await house.found('Messages').filter({ hasText: 'there' }).count()).toBe(0);
    await visitor.page.keyboard.press('Escape');
    await house.opensPalette('dark');
    await house.found('Actions').filter({ hasText: 'Dark colours' }).click();
    await expect.poll(() => visitor.page.locator('html').getAttribute('data-theme')).toBe('dark');
    await house.opensPalette('devices');
    await visitor.page.keyboard.press('Enter');
    await house.title.getByText('Devices', { exact: true }).waitFor();
  });
});

test('Two thousand chats stay usable: the side is there at once, an old one is found and opened', {
  timeout: 180_000,
}, async ({ enter, model }) => {
  const gateway = await openGateway(modelSettings(model));
  await fill(gateway, 2000);
  const house = new House(await enter(signInLink(gateway)));
  await house.visitor.arrives();
  await house.chat('chat number 1999').waitFor();
  expect(await house.chats.getByRole('link').count()).toBeLessThan(300);
  const field = await house.opensPalette('number 199');
  await expect.poll(() => house.found('Chats').count()).toBeGreaterThan(9);
  await field.fill('number 0003');
  await house.dialog.getByRole('option', { name: 'chat number 0003' }).click();
  await house.title.getByText('chat number 0003').waitFor();
  await house.visitor.says('still quick');
  await house.visitor.message('You said: still quick').waitFor();
  await expect.poll(async () => (await house.chatsUnder('Today'))[0]).toBe('chat number 0003');
  await house.chats.hover();
  const missing = async () => {
    await house.page.mouse.wheel(0, 20_000);
    const titles = new Set(await house.chats.locator('.session-title').allTextContents());
    return numbers(2000).filter((number) => !titles.has(`chat number ${number}`));
  };
  await expect.poll(missing, { timeout: 60_000, interval: 200 }).toEqual([]);
});

async function fill(gateway: Gateway, count: number): Promise<void> {
  const operator = await connect(gateway);
  const left = numbers(count);
  while (left.length > 0) {
    const some = left.splice(0, 100);
    await Promise.all(
      some.map((number) => operator.request('sessions.create', { key: number, label: `chat number ${number}` })),
    );
  }
  operator.terminate();
}

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index).padStart(4, '0'));
}
