// `npm run pictures`: takes the pictures of the page, from a real gateway and a conversation that is played to it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../../bench/client.ts';
import { type Browser, type Context, type Page, withStage } from '../../bench/ui/stage.ts';
import { type Gateway, makeDirectory } from '../../test/fixtures/gateway.ts';
import { type Reply, startOpenAiServer, tokenGate } from '../../test/fixtures/openai-server.ts';
import { groups, log, nights, writePast } from './past.ts';
import { scripted } from './scripted.ts';

const WIDE = { width: 1360, height: 860 };
const NARROW = { width: 390, height: 844 };
const WORKSPACE = 'workspace';

const first = 'Why did last night’s backup take two hours? The log is attached.';
const second = 'Do that, and tell me how long it will take tonight.';
const third = 'And remind me on Friday to look at it';

const tonight =
  'With 5 % of the data read back each night, the check should take about five minutes, and the whole backup';

const gate = tokenGate();
const steps = [
  scripted({
    thoughts: 'The log has only last night. What was slow can be told when the nights before it stand beside it.',
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
      '```sh\n# each night, one part in twenty\nrestic check --read-data-subset=5%\n```',
    ].join('\n\n'),
    context: 23_100,
  }),
];

await withStage(async ({ browser, open }) => {
  const model = await startOpenAiServer(answer);
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
  prepare(gateway);
  const client = await Client.connect(gateway.url, gateway.token);
  await client.request('sessions.groups.put', { names: groups });
  await client.close();

  const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce', colorScheme: 'light' });
  const page = await enter(context, gateway);
  await converse(page);
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
  await page.getByRole('heading', { name: 'Tools', exact: true }).evaluate((heading) => {
    heading.style.scrollMarginTop = '24px';
    heading.scrollIntoView();
  });
  await keep(page, 'tools');

  const stranger = await browser.newContext({ viewport: WIDE });
  const door = await stranger.newPage();
  await door.goto(gateway.http);
  await door.getByLabel('Token or password').waitFor();
  await keep(door, 'sign-in');
  await model.close();
});

/** What the agent will read. */
function prepare({ stateDirectory }: Gateway): void {
  const folder = join(stateDirectory, WORKSPACE, 'backup');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'last-14-nights.csv'), nights);
}

/** The files of a message come after its words. */
function answer(said: string): Reply {
  return said.startsWith(first) ? (steps.shift() ?? gate.reply) : gate.reply;
}

async function enter(context: Context, gateway: Gateway): Promise<Page> {
  const page = await context.newPage();
  await writeInMono(page);
  await page.goto(`${gateway.http}/#token=${gateway.token}`);
  await page.getByRole('status').getByText('Connected', { exact: true }).waitFor();
  return page;
}

/** The browser brings no font for code; a machine has one as a rule. */
async function writeInMono(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setFontFamilies', { fontFamilies: { fixed: 'DejaVu Sans Mono' } });
}

async function converse(page: Page): Promise<void> {
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
  await page.locator('.code-aside').first().waitFor();
  await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden' });
  await say(second);
  for (const word of tonight.match(/\s*\S+/g) ?? []) gate.release(word);
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
  const table = await browser.newPage({ viewport: size, deviceScaleFactor: 1.25 });
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
  });
  return await page.screenshot({ animations: 'disabled', caret: 'hide' });
}
