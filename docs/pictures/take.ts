// `npm run pictures`: takes the pictures of the page, from a real gateway and a conversation that is played to it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../../bench/client.ts';
import { type Browser, type Context, type Page, withStage } from '../../bench/ui/stage.ts';
import { type Gateway, makeDirectory } from '../../test/fixtures/gateway.ts';
import type { Model } from '../../test/fixtures/model.ts';
import { groups, log, nights, writePast } from './past.ts';
import { scripted } from './scripted.ts';

const WIDE = { width: 1360, height: 860 };
const NARROW = { width: 390, height: 844 };
const WORKSPACE = 'workspace';

const first = 'Why did last night’s backup take two hours? The log is attached.';
const second = 'Do that, and tell me how long it will take tonight.';
const third = 'And remind me on Friday to look at it';

await withStage(async ({ browser, model, open }) => {
  const now = Date.now();
  const gateway = await open(
    {
      models: {
        providers: {
          home: { baseUrl: model.url, models: [{ id: 'llama3.3', contextWindow: 64_000 }, { id: 'qwen3' }] },
        },
      },
      agents: { defaults: { model: { primary: 'home/llama3.3', fallbacks: ['home/qwen3'] } } },
      tools: { deny: ['sessions_send'] },
    },
    writePast(makeDirectory('past'), now),
  );
  prepare(model, gateway);
  const client = await Client.connect(gateway.url, gateway.token);
  await client.request('sessions.groups.put', { names: groups });
  await client.close();

  const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce', colorScheme: 'light' });
  const page = await enter(context, gateway);
  await converse(page, model);
  await keep(page, 'chat-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await keep(page, 'chat-dark');
  await page.emulateMedia({ colorScheme: 'light' });

  const phone = await browser.newContext({ viewport: NARROW, deviceScaleFactor: 2, hasTouch: true, isMobile: true });
  await takePhone(await enter(phone, gateway), browser);

  await page.goto(`${gateway.http}/`);
  await page.getByText('home/llama3.3').first().waitFor();
  await keep(page, 'overview');
  await page.goto(`${gateway.http}/agents/main`);
  await page.getByText('Available Right Now').waitFor();
  // Above it stands where the workspace is on this machine.
  await page.getByRole('heading', { name: 'Tools', exact: true }).evaluate((heading) => heading.scrollIntoView());
  await keep(page, 'tools');

  const stranger = await browser.newContext({ viewport: WIDE });
  const gate = await stranger.newPage();
  await gate.goto(gateway.http);
  await gate.getByLabel('Token or password').waitFor();
  await keep(gate, 'sign-in');
});

/** What the model will say, and the file that it will read. */
function prepare(model: Model, { stateDirectory }: Gateway): void {
  const folder = join(stateDirectory, WORKSPACE, 'backup');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'last-14-nights.csv'), nights);
  model.acts(first, [
    scripted({
      thoughts:
        'The log has only last night. To say what was slow I need the nights before it, which are in the workspace.',
      tools: [
        { name: 'read', arguments: { path: 'backup/last-14-nights.csv' } },
        { name: 'session_status', arguments: {} },
      ],
      context: 21_400,
    }),
    scripted({
      text: [
        'One step grew: `verify` went from 6 to **97 minutes**, because the new disk is encrypted and every block is now read twice. The copy itself was as fast as ever.',
        'Reading back a part of the data each night is enough to notice a disk that fails:',
        '```sh\nrestic check --read-data-subset=5%\n```',
      ].join('\n\n'),
      context: 23_100,
    }),
  ]);
}

async function enter(context: Context, gateway: Gateway): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${gateway.http}/#token=${gateway.token}`);
  await page.getByRole('status').getByText('Connected', { exact: true }).waitFor();
  return page;
}

async function converse(page: Page, model: Model): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Message' });
  const say = async (words: string) => {
    await box.fill(words);
    await box.press('Enter');
  };
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'backup-0319.txt', mimeType: 'text/plain', buffer: Buffer.from(log) });
  await page.getByText('backup-0319.txt is attached.').waitFor({ state: 'attached' });
  await say(first);
  await page.getByRole('log').getByText('read-data-subset').waitFor();
  await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden' });
  const gate = model.gates(second);
  await say(second);
  for (const word of 'With 5 % of the data read back each night, the check should take about five minutes, and the whole backup'.match(
    /\s*\S+/g,
  ) ?? [])
    gate.release(word);
  await page.getByRole('log').getByText('the whole backup').waitFor();
  await say(third);
  await page.getByText(`Next: ${third}`).waitFor();
}

/** The conversation, and the sessions over it, beside each other. */
async function takePhone(page: Page, browser: Browser): Promise<void> {
  await page.getByRole('log').getByText('the whole backup').waitFor();
  const sheets = [await shot(page)];
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByText('Trip to Lisbon').waitFor();
  sheets.push(await shot(page));
  const size = { width: NARROW.width * 2 + 32, height: NARROW.height };
  const table = await browser.newPage({ viewport: size, deviceScaleFactor: 2 });
  const pictures = sheets.map(
    (sheet) => `<img width=${NARROW.width} src="data:image/png;base64,${sheet.toString('base64')}">`,
  );
  await table.setContent(
    `<body style="margin:0;display:flex;justify-content:space-between;background:#fff">${pictures.join('')}`,
  );
  writeFileSync(join(import.meta.dirname, 'phone.png'), await table.screenshot());
}

async function keep(page: Page, name: string): Promise<void> {
  writeFileSync(join(import.meta.dirname, `${name}.png`), await shot(page));
}

async function shot(page: Page): Promise<Buffer> {
  await page.mouse.move(0, 0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    // Colours of code come later than the code.
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));
  });
  return await page.screenshot({ animations: 'disabled', caret: 'hide' });
}
