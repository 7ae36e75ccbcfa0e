// For everybody: axe finds nothing to object to, in any room and in any state of the chat, and what is read can be read in
// light, in dark, and with more contrast.

import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, describe, expect } from 'vitest';
import { endGateways } from '../fixtures/gateway.ts';
import { connect, talk } from '../fixtures/greeting.ts';
import { type Model, modelSettings } from '../fixtures/model.ts';
import { openGateway, signInLink, test } from './fixture.ts';
import { House, rooms } from './house.ts';
import { type GatewayProxy, startProxy } from './proxy.ts';
import type { Visitor } from './visitor.ts';

const looks = [
  { colorScheme: 'dark', contrast: 'no-preference' },
  { colorScheme: 'light', contrast: 'more' },
  { colorScheme: 'light', contrast: 'no-preference' },
] as const;
const picture = readFileSync(new URL('../../ui/public/icon-192.png', import.meta.url));
const files = [
  { name: 'icon.png', mimeType: 'image/png', buffer: picture },
  { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('A note.') },
];
/** Which headings an answer has, and in which order, is up to whoever answers. */
const spoken = { 'heading-order': { enabled: false } };
const answer = [
  '# A title',
  'Words, **strong ones**, `code` and [a link](https://example.com/).',
  '```js\n// what it is\nconst one = "two" + 3;\n```',
  '> A quote\n\n- one\n- two\n\n- [x] done\n- [ ] to do',
  '| a | b |\n|---|---|\n| 1 | 2 |',
].join('\n\n');

const PATIENCE_MS = 180_000;

const proxies: GatewayProxy[] = [];
// Not sooner: a page that is still open would look for them.
afterAll(async () => {
  for (const proxy of proxies) await proxy.close();
  await endGateways();
});

describe('axe finds nothing at the gate', { timeout: PATIENCE_MS }, () => {
  const elsewhere = (last: number) => ({ 'x-forwarded-for': `203.0.113.${last}` });

  test('whichever reason there is not to let somebody in', async ({ enter, model }) => {
    const gateway = await openGateway({
      ...modelSettings(model),
      gateway: { trustedProxies: ['127.0.0.1'], auth: { rateLimit: { maxAttempts: 2, lockoutMs: 60_000 } } },
    });
    const proxy = await startProxy(gateway.port, elsewhere(1));
    proxies.push(proxy);
    const guesser = await enter(proxy.http);
    await guesser.heading('This gateway expects its token').waitFor();
    await isFine(guesser);
    await guesser.signIn('a-guess');
    await guesser.heading('That token is not the one of this gateway').waitFor();
    await guesser.signIn('another');
    await guesser.page.getByText('That was try 2; none was right.').waitFor();
    await isFine(guesser);
    await guesser.signIn('a-third');
    await guesser.heading('Too many attempts').waitFor();
    await isFine(guesser);

    proxy.headers = elsewhere(2);
    const stranger = await enter(signInLink({ ...gateway, http: proxy.http }));
    await stranger.heading('This browser is not approved yet').waitFor();
    const house = new House(await enter(signInLink({ ...gateway, http: `${gateway.http}/devices` })));
    await house.row('Waiting for approval', '203.0.113.2').waitFor();
    await isFine(stranger);
    await isFine(house.visitor);
    await house.page.getByRole('button', { name: /^Reject / }).click();
    await stranger.heading('This browser was not approved').waitFor();
    await isFine(stranger);

    proxy.headers = elsewhere(3);
    const foreigner = await enter(proxy.http);
    await foreigner.heading('This gateway expects its token').waitFor();
    // All that the page wants is there.
    await foreigner.page.waitForLoadState('networkidle');
    proxy.headers = { ...elsewhere(3), origin: 'https://elsewhere.example' };
    await foreigner.signIn(gateway.token);
    await foreigner.heading('This address is not allowed').waitFor();
    await isFine(foreigner);
  });

  test('where a browser has no key to sign with', async ({ enter, gateway }) => {
    const visitor = await enter(signInLink(gateway), {
      before: ({ page }) =>
        page.addInitScript(() => Object.defineProperty(crypto, 'subtle', { value: undefined })).then(() => undefined),
    });
    await visitor.heading('This browser cannot prove who it is').waitFor();
    await isFine(visitor);
  });
});

describe('axe finds nothing in the chat', { timeout: PATIENCE_MS }, () => {
  test('that is empty, and in what is opened over it', async ({ visitor, gateway }) => {
    const operator = await connect(gateway);
    await operator.request('sessions.create', { key: 'other', label: 'Another' });
    const house = new House(visitor);
    await house.chat('Another').waitFor();
    await isFine(visitor);
    await visitor.composer.pressSequentially('/');
    await visitor.page.getByRole('listbox', { name: 'Commands' }).waitFor();
    await isFine(visitor);
    await visitor.composer.fill('');
    await house.chat('Another').getByRole('button', { name: 'Actions for Another' }).click();
    await house.menu.waitFor();
    await isFine(visitor);
    await house.menu.getByRole('menuitem', { name: 'Rename' }).click();
    await house.dialog.getByLabel('Title').waitFor();
    await isFine(visitor);
    await visitor.page.keyboard.press('Escape');
    await house.chooses('Another', 'Move to a group');
    await house.dialog.getByLabel('A new group').waitFor();
    await isFine(visitor);
    await visitor.page.keyboard.press('Escape');
    await visitor.button('Ways to begin a chat').click();
    await house.menu.getByRole('menuitem', { name: 'New chat with…' }).click();
    await house.dialog.getByLabel('Title (optional)').waitFor();
    await isFine(visitor);
    await visitor.page.keyboard.press('Escape');
    await visitor.button('Model: one').click();
    await house.menu.waitFor();
    await isFine(visitor);
    await visitor.page.keyboard.press('Escape');
    await house.chooses('Another', 'Delete');
    await house.notice('is deleted').waitFor();
    await isFine(visitor);
    await house.notice('is deleted').getByRole('button', { name: 'Undo' }).click();
    operator.terminate();
  });

  test('with everything that a conversation can hold, and in the palette and the inspector beside it', async ({
    visitor,
    model,
  }) => {
    const house = new House(visitor);
    await fill(visitor, model);
    const gate = model.gates('and one more');
    await visitor.says('and one more');
    gate.release('It is being said');
    await visitor.message('It is being said').waitFor();
    await visitor.says('what waits');
    await visitor.queued('what waits').waitFor();
    await isFine(visitor, spoken);
    gate.end();
    await visitor.message('You said: what waits').waitFor();

    await visitor.conversation.getByText('Thoughts').first().click();
    await visitor.conversation.getByRole('button', { name: /Looked at the session/ }).click();
    await visitor.page.keyboard.press('Home');
    await isFine(visitor, spoken);
    await visitor.message('what waits').hover();
    await visitor.message('what waits').getByRole('button', { name: 'Edit' }).click();
    await visitor.page.getByLabel('Edit the message').waitFor();
    await isFine(visitor, spoken);
    await visitor.button('Cancel').click();
    await visitor.button('Open icon.png').click();
    await house.dialog.getByRole('img').waitFor();
    // The picture goes by its name, as the title of the dialog does.
    await isFine(visitor, { ...spoken, 'image-redundant-alt': { enabled: false } });
    await visitor.page.keyboard.press('Escape');

    await house.opensPalette('one');
    await house.found('Messages').first().waitFor();
    await isFine(visitor, spoken);
    await visitor.page.keyboard.press('Escape');
    for (const tab of ['Session', 'Tools', 'Checkpoints'] as const) {
      await house.opensInspector(tab);
      await expect.poll(() => visitor.page.locator('[aria-busy=true]').count()).toBe(0);
      await isFine(visitor, spoken);
    }
  });

  test('while the gateway is away', async ({ visitor, gateway, troubles }) => {
    troubles.await(/WebSocket connection to .* failed/);
    troubles.await(/net::ERR_/);
    // axe itself would read the styles anew.
    troubles.await(/Couldn't load preload assets/);
    process.kill(gateway.pid, 'SIGSTOP');
    await visitor.says('held up');
    await gateway.kill();
    await visitor.button('Try now').waitFor();
    await visitor.composer.fill('kept');
    await visitor.page.getByText('Read only until the gateway is back.').waitFor();
    await isFine(visitor);
    await gateway.restart();
  });
});

describe('axe finds nothing around the chat', { timeout: PATIENCE_MS }, () => {
  test.for(rooms)('in the room of %s', async (room, { visitor, gateway }) => {
    const operator = await connect(gateway);
    await talk(operator, 'summed', 'some first words');
    await operator.request('sessions.compact', { key: 'summed' });
    const house = new House(visitor);
    await house.enter(room);
    await expect.poll(() => visitor.page.locator('[aria-busy=true]').count()).toBe(0);
    if (room === 'Sessions') {
      await house.room.getByRole('button', { name: 'Checkpoints of some first words' }).first().click();
      await house.room.getByText('By hand').first().waitFor();
    }
    if (room === 'Devices') {
      await house.room.getByText('Details').first().click();
      await house.room
        .getByRole('button', { name: /^What to do with/ })
        .first()
        .click();
      await house.menu.getByRole('menuitem', { name: 'Remove' }).click();
      await house.dialog.waitFor();
      await isFine(visitor);
      await visitor.page.keyboard.press('Escape');
    }
    if (room === 'Logs') await house.room.getByRole('button', { name: 'The whole record' }).first().click();
    await isFine(visitor);
    operator.terminate();
  });

  test('with an agent: its tools in both ways, and a file that is being changed', async ({ visitor, gateway }) => {
    await visitor.open(`${gateway.http}/agents/main`);
    const house = new House(visitor);
    await house.section('Tools').getByRole('tabpanel').getByRole('listitem').first().waitFor();
    await isFine(visitor);
    await house.section('Tools').getByRole('tab', { name: 'Tool Configuration' }).click();
    await house.section('Tools').getByText('How access is decided').click();
    await house
      .section('Workspace files')
      .getByRole('button', { name: /^SOUL.md/ })
      .click();
    await house.room.getByLabel('Content of SOUL.md').fill('Not saved.');
    await isFine(visitor);
    await visitor.button('Undo my changes').click();
  });

  test('on a phone: the chat, the menu, the inspector and a room', async ({ enter, gateway }) => {
    const phone = { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true };
    const visitor = await enter(signInLink(gateway), { browser: phone });
    await visitor.arrives();
    const house = new House(visitor);
    await isFine(visitor);
    await visitor.button('Menu').click();
    await house.dialog.waitFor();
    await isFine(visitor);
    await house.enter('Overview');
    await isFine(visitor);
    await visitor.page.goBack();
    await visitor.button('Session, tools and checkpoints').click();
    await house.dialog.waitFor();
    await isFine(visitor);
  });
});

/** Something of each kind. */
async function fill(visitor: Visitor, model: Model): Promise<void> {
  const calls = (name: string) => [{ id: name, name, arguments: '{"path":"a/b"}' }];
  model.acts('look at these', [
    { type: 'tools', text: 'I look first.', calls: calls('session_status') },
    { type: 'tools', calls: calls('no_such_tool') },
    { type: 'text', text: answer, reasoning: 'Let me think about it.' },
  ]);
  model.answers('a refused one', { type: 'refused', status: 400, message: 'this model is on holiday' });
  await visitor.page.locator('input[type=file]').setInputFiles(files);
  await visitor.page.getByRole('list', { name: 'Files of this message' }).getByText('icon.png').waitFor();
  await isFine(visitor);
  await visitor.composer.fill('two files');
  await visitor.button('Send').click();
  await visitor.message('You said: two files').waitFor();
  await visitor.says('look at these');
  await visitor.conversation.getByRole('listitem').getByText('two').waitFor();
  await visitor.says('a refused one');
  await visitor.conversation.getByText('this model is on holiday').waitFor();
  await visitor.says('/compact');
  await visitor.conversation.getByText('Earlier turns are kept in a checkpoint').waitFor();
  await visitor.says('said once');
  await visitor.message('You said: said once').waitFor();
  await visitor.message('said once').hover();
  await visitor.message('said once').getByRole('button', { name: 'Edit' }).click();
  await visitor.page.getByLabel('Edit the message').fill('said otherwise');
  await visitor.button('Send as edited').click();
  await visitor.message('You said: said otherwise').waitFor();
  await visitor.message('said otherwise').getByText('2 / 2').waitFor();
}

/** Everything is looked at once, and in the other colours the contrast alone: they change nothing else. */
async function isFine({ page }: Visitor, rules = {}): Promise<void> {
  const found: string[] = [];
  for (const look of looks) {
    await page.emulateMedia(look);
    // The other mode opens a page of its own for each look.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    const last = look === looks.at(-1);
    const { violations } = await (last
      ? axe.options({ rules: { 'target-size': { enabled: true }, ...rules } })
      : axe.withRules(['color-contrast'])
    ).analyze();
    for (const { id, impact, nodes } of violations) {
      for (const { html, failureSummary = '' } of nodes) {
        found.push(
          `${id} (${impact}, ${look.colorScheme}, ${look.contrast}): ${html.slice(0, 200)}: ${failureSummary}`,
        );
      }
    }
  }
  expect(found).toEqual([]);
}
