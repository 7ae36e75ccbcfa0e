// The rooms around the chat: whether everything is well, the sessions, the agents with their tools and files, the log, and
// how a person wants the page.
import { describe, expect } from 'vitest';
import program from '../../package.json' with { type: 'json' };
import { connect, talk } from '../fixtures/greeting.ts';
import { modelSettings } from '../fixtures/model.ts';
import { openGateway, signInLink, test } from './fixture.ts';
import { House } from './house.ts';

describe('The overview', () => {
  test('says that all is well, and what the gateway, its models and its database are', async ({ visitor }) => {
    const house = new House(visitor);
    await house.enter('Overview');
    await house.room.getByText('All is well.').waitFor();
    expect(await house.fact('Connection').textContent()).toBe('Connected');
    expect(await house.fact('Version').textContent()).toBe(program.version);
    expect(await house.fact('Running since').textContent()).toMatch(/\d.* for .*\d/);
    expect(await house.fact('Sign-in').textContent()).toBe('By token');
    expect(Number(await house.fact('Connections').textContent())).toBeGreaterThan(0);
    expect(await house.fact('Database').textContent()).toMatch(/^A file of \d/);
    const model = house.row('Models', 'test/one');
    await model.getByText('Default').waitFor();
    await model.getByText('Available, key from the settings').waitFor();
    await house.row('Models', 'test/two').getByText('Available, key from the settings').waitFor();
  });

  test('names who is connected, a second visitor as soon as they come and until they go', async ({
    visitor,
    enter,
    gateway,
  }) => {
    const house = new House(visitor);
    await house.enter('Overview');
    const present = house.section('Connected now').getByRole('listitem');
    await house.row('Connected now', 'The gateway').waitFor();
    await house.row('Connected now', 'This page').waitFor();
    const before = await present.count();
    const second = await enter(signInLink(gateway));
    await second.arrives();
    await expect.poll(() => present.count()).toBe(before + 1);
    await visitor.page.getByText('Connected · 2 devices').waitFor();
    expect(await present.getByText('This page').count()).toBe(1);
    await second.page.close();
    await expect.poll(() => present.count()).toBe(before);
    await visitor.page.getByText('Connected · 1 device').waitFor();
  });

  test('says which model cannot be used, and where its key belongs', async ({ enter, model }) => {
    const gateway = await openGateway(modelSettings(model));
    model.answers('who are you?', { type: 'refused', status: 401, message: 'no such key' });
    const operator = await connect(gateway);
    await talk(operator, 'main', 'who are you?');
    const house = new House(await enter(signInLink(gateway)));
    await house.visitor.arrives();
    await house.enter('Overview');
    await house.room.getByText('The default model, one, cannot be used now.').waitFor();
    await house.row('Models', 'test/one').getByText('Check models.providers.test.apiKey in the settings').waitFor();
    operator.terminate();
  });
});

describe('The sessions', () => {
  test('are listed with what they have used, and open to their checkpoints, which are restored or go on elsewhere', async ({
    visitor,
    gateway,
  }) => {
    const operator = await connect(gateway);
    await talk(operator, 'summed', 'the very first words');
    await operator.request('sessions.patch', { key: 'summed', label: 'Summed up' });
    await operator.request('sessions.compact', { key: 'summed' });
    await talk(operator, 'summed', 'what came later');

    const house = new House(visitor);
    await house.enter('Sessions');
    const entry = house.room.getByRole('listitem').filter({ hasText: 'Summed up' }).first();
    await entry.getByText('You said: what came later').waitFor();
    await entry.getByRole('button', { name: 'Checkpoints of Summed up' }).click();
    const checkpoint = entry.getByRole('listitem').filter({ hasText: 'By hand' });
    await checkpoint.getByText('tokens').waitFor();
    await checkpoint.getByText('Summary').click();
    await checkpoint.getByText('the very first words').waitFor();

    await checkpoint.getByRole('button', { name: 'Restore' }).click();
    await house.dialog.getByText('The chat goes back to how it stood').waitFor();
    await house.dialog.getByRole('button', { name: 'Restore' }).click();
    await house.notice('The checkpoint is restored.').waitFor();
    await entry.getByRole('link', { name: 'Summed up' }).click();
    await visitor.message('the very first words').waitFor();
    expect(await visitor.message('what came later').count()).toBe(0);

    await house.enter('Sessions');
    await entry.getByRole('button', { name: 'Checkpoints of Summed up' }).click();
    await checkpoint.getByRole('button', { name: 'Open as a new chat' }).click();
    await visitor.message('the very first words').waitFor();
    expect(visitor.page.url()).not.toContain('summed');
    operator.terminate();
  });

  test('are found by title, and by whether they are in the archive', async ({ visitor, gateway }) => {
    const operator = await connect(gateway);
    await operator.request('sessions.create', { key: 'apples', label: 'About apples' });
    await operator.request('sessions.create', { key: 'pears', label: 'About pears' });
    await operator.request('sessions.patch', { key: 'pears', archived: true });
    const house = new House(visitor);
    await house.enter('Sessions');
    const links = house.room.getByRole('link', { name: /^About/ });
    await expect.poll(() => links.allInnerTexts()).toEqual(['About apples']);
    await house.room.getByLabel('Show').selectOption('Archived');
    await expect.poll(() => links.allInnerTexts()).toEqual(['About pears']);
    await house.room.getByLabel('Find by title').fill('apples');
    await house.room.getByText('No chat fits.').waitFor();
    await visitor.button('Show all chats').click();
    await expect.poll(async () => (await links.allInnerTexts()).sort()).toEqual(['About apples', 'About pears']);
    operator.terminate();
  });
});

describe('The log', () => {
  /** It is written down who was refused. */
  const knock = async (gateway: Parameters<typeof connect>[0], name: string) => {
    const guess = { auth: { token: 'a-wrong-one' }, client: { id: 'cli', mode: 'cli', instanceId: name } };
    await expect(connect(gateway, guess)).rejects.toThrow('Cannot connect');
  };

  test('follows what happens, is filtered by words and by level, and pauses', async ({ enter, gateway }) => {
    const visitor = await enter(signInLink(gateway), { before: ({ page }) => page.clock.install() });
    await visitor.arrives();
    const house = new House(visitor);
    await house.enter('Logs');
    const lines = house.room.getByRole('log', { name: 'Lines of the log' }).getByRole('listitem');
    await lines.filter({ hasText: 'Listening on port' }).waitFor();
    const refused = lines.filter({ hasText: 'refused' });
    expect(await refused.count()).toBe(0);
    await knock(gateway, 'one');
    await visitor.page.clock.runFor(2500);
    await expect.poll(() => refused.count()).toBe(1);

    await house.room.getByLabel('Filter by text').fill('listening');
    await expect.poll(() => refused.count()).toBe(0);
    await lines.filter({ hasText: 'Listening on port' }).waitFor();
    await house.room.getByText(/^1 of \d+ lines$/).waitFor();
    await house.room.getByLabel('Filter by text').fill('');
    await house.room.getByLabel('Level').selectOption('Errors');
    await house.room.getByText('No line fits the filter.').waitFor();
    await visitor.button('Show everything').click();
    await refused.waitFor();

    await visitor.button('Pause').click();
    await house.room.getByText('Paused. New lines come when you follow again.').waitFor();
    await knock(gateway, 'two');
    await visitor.page.clock.runFor(20_000);
    expect(await refused.count()).toBe(1);
    await visitor.button('Follow').click();
    await expect.poll(() => refused.count()).toBe(2);
    await refused.first().getByRole('button', { name: 'The whole record' }).click();
    await refused.first().getByText('"@timestamp"').waitFor();
  });
});

describe('The settings', () => {
  test('say what Enter does, and it does that, also after a reload', async ({ visitor, model }) => {
    const house = new House(visitor);
    await house.enter('Settings');
    await house.room.getByLabel('Enter begins a new line').check();
    await visitor.reloads();
    await visitor.connects();
    expect(await house.room.getByLabel('Enter begins a new line').isChecked()).toBe(true);
    await house.opensChat('Main');
    await visitor.composer.pressSequentially('first line');
    await visitor.composer.press('Enter');
    await visitor.composer.pressSequentially('second line');
    expect(await visitor.composer.inputValue()).toBe('first line\nsecond line');
    await visitor.composer.press('Control+Enter');
    await visitor.message(/^You said: first line/).waitFor();
    expect(model.asked('first line\nsecond line')).toBe(1);
  });

  test('say how this browser came in and what the page is, and let it go', async ({ visitor, gateway }) => {
    await visitor.reloads();
    await visitor.arrives();
    const house = new House(visitor);
    await house.enter('Settings');
    expect(await house.fact('Signed in').textContent()).toBe('As a paired device');
    expect(await house.fact('This page').textContent()).toBe(`Pincer ${program.version}`);
    expect(await house.fact('Gateway').textContent()).toBe(program.version);
    await visitor.button('Sign out').click();
    await house.dialog.getByRole('button', { name: 'Sign out' }).click();
    await visitor.heading('This gateway expects its token').waitFor();
    await visitor.reloads();
    await visitor.heading('This gateway expects its token').waitFor();
    await visitor.signIn(gateway.token);
    await visitor.connects();
    await house.title.getByText('Settings').waitFor();
  });
});
