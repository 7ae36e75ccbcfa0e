// The agents: what each may use and why, and the files that make them who they are.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { endGateways, type Gateway, TOKEN } from '../fixtures/gateway.ts';
import { connect } from '../fixtures/greeting.ts';
import { openGateway, signInLink, test } from './fixture.ts';
import { House } from './house.ts';
import type { Visitor } from './visitor.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway({
    agents: { list: [{ id: 'main' }, { id: 'guest', identity: { name: 'Gus' } }] },
    tools: { deny: ['session_status'] },
  });
});
afterAll(endGateways);

type Enter = (address: string) => Promise<Visitor>;

async function meets(enter: Enter, agent: string): Promise<House> {
  const visitor = await enter(signInLink({ ...gateway, http: `${gateway.http}/agents`, token: TOKEN }));
  await visitor.connects();
  const house = new House(visitor);
  await house.room.getByRole('link', { name: agent, exact: true }).click();
  await house.title.getByText(agent, { exact: true }).waitFor();
  return house;
}

describe('The Tools panel of an agent', () => {
  test('shows what is Available Right Now in a session, without what the settings deny', async ({ enter }) => {
    const house = await meets(enter, 'main');
    const panel = house.section('Tools').getByRole('tabpanel', { name: 'Available Right Now' });
    await panel.getByText('sessions_list', { exact: true }).waitFor();
    expect(await panel.getByText('session_status', { exact: true }).count()).toBe(0);
    await panel.getByText(/^\d+ tools/).waitFor();
    await panel.getByRole('heading', { level: 3 }).first().waitFor();
    expect(await panel.getByLabel('Session').inputValue()).toBe('agent:main:main');

    const operator = await connect(gateway);
    await operator.request('sessions.create', { key: 'other', label: 'Another one' });
    await panel.getByLabel('Session').selectOption('Another one');
    await panel.getByText('sessions_list', { exact: true }).waitFor();
    operator.terminate();
  });

  test('shows in Tool Configuration every tool there is, with its profiles, and how access is decided', async ({
    enter,
  }) => {
    const house = await meets(enter, 'main');
    const tools = house.section('Tools');
    await tools.getByRole('tab', { name: 'Tool Configuration' }).click();
    const panel = tools.getByRole('tabpanel', { name: 'Tool Configuration' });
    const denied = panel.getByRole('listitem').filter({ hasText: 'session_status' });
    await denied.getByText(/In the profiles .*Full/).waitFor();
    await tools.getByText('How access is decided').click();
    await tools.getByText('tools.deny', { exact: true }).waitFor();
    await tools.getByText(gateway.settingsFile).waitFor();
  });

  test('is turned with the arrows', async ({ enter }) => {
    const house = await meets(enter, 'main');
    const first = house.section('Tools').getByRole('tab', { name: 'Available Right Now' });
    await first.focus();
    await house.page.keyboard.press('ArrowRight');
    const second = house.section('Tools').getByRole('tab', { name: 'Tool Configuration' });
    expect(await second.evaluate((tab) => [tab === document.activeElement, tab.ariaSelected])).toEqual([true, 'true']);
    await house.page.keyboard.press('ArrowRight');
    expect(await first.evaluate((tab) => tab === document.activeElement)).toBe(true);
  });
});

describe('A workspace file of an agent', () => {
  const path = (name: string) => join(gateway.stateDirectory, 'workspace-guest', name);
  const put = (name: string, text: string) => {
    mkdirSync(join(path(name), '..'), { recursive: true });
    writeFileSync(path(name), text);
  };
  const opens = async (house: House, name: string) => {
    await house
      .section('Workspace files')
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .click();
    return house.room.getByLabel(`Content of ${name}`);
  };

  test('is read, changed and saved, and one that is not there yet is made', async ({ enter }) => {
    put('SOUL.md', 'Warm and brief.');
    const house = await meets(enter, 'Gus');
    const soul = await opens(house, 'SOUL.md');
    await expect.poll(() => soul.inputValue()).toBe('Warm and brief.');
    expect(await house.visitor.button('Save').isDisabled()).toBe(true);
    await soul.fill('Warm and very brief.');
    await house.room.getByText('Changes are not saved.').waitFor();
    await house.enter('Settings');
    await house.page.goBack();
    const kept = await opens(house, 'SOUL.md');
    await expect.poll(() => kept.inputValue()).toBe('Warm and very brief.');
    await house.visitor.button('Save').click();
    await house.notice('SOUL.md is saved.').waitFor();
    expect(readFileSync(path('SOUL.md'), 'utf8')).toBe('Warm and very brief.');
    await house.room.getByText('Nothing to save.').waitFor();

    expect(existsSync(path('USER.md'))).toBe(false);
    const user = await opens(house, 'USER.md');
    await house.room.getByText('The file is not there yet. Saving makes it.').waitFor();
    await user.fill('Ada.');
    await user.press('Control+s');
    await house.notice('USER.md is saved.').waitFor();
    expect(readFileSync(path('USER.md'), 'utf8')).toBe('Ada.');
  });

  test('that somebody else changed meanwhile is not overwritten unasked', async ({ enter }) => {
    put('TOOLS.md', 'As it was.');
    const house = await meets(enter, 'Gus');
    const field = await opens(house, 'TOOLS.md');
    await expect.poll(() => field.inputValue()).toBe('As it was.');
    await field.fill('As I want it.');
    put('TOOLS.md', 'As the agent wrote it.');
    await house.visitor.button('Save').click();
    await house.dialog.getByText('TOOLS.md has changed meanwhile').waitFor();
    await house.dialog.getByText('As the agent wrote it.').waitFor();
    await house.dialog.getByRole('button', { name: 'Go on editing' }).click();
    expect(await field.inputValue()).toBe('As I want it.');
    expect(readFileSync(path('TOOLS.md'), 'utf8')).toBe('As the agent wrote it.');

    await house.visitor.button('Save').click();
    await house.dialog.getByRole('button', { name: 'Save mine' }).click();
    await house.notice('TOOLS.md is saved.').waitFor();
    expect(readFileSync(path('TOOLS.md'), 'utf8')).toBe('As I want it.');

    await field.fill('Once more.');
    put('TOOLS.md', 'Theirs again.');
    await house.visitor.button('Save').click();
    await house.dialog.getByRole('button', { name: 'Take theirs, drop mine' }).click();
    await expect.poll(() => field.inputValue()).toBe('Theirs again.');
    expect(readFileSync(path('TOOLS.md'), 'utf8')).toBe('Theirs again.');
  });
});
