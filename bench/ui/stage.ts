// What the page is measured on: page and gateway built from the sources as they are, a real Chromium, and a model that
// speaks when it is told to.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { findChromium, launch } from '../../test/browser/chromium.ts';
import bundle from '../../test/bundle.ts';
import {
  endGateways,
  type Gateway,
  type GatewayOptions,
  makeDirectory,
  startGateway,
} from '../../test/fixtures/gateway.ts';
import { type Model, startModel } from '../../test/fixtures/model.ts';

export type Browser = Awaited<ReturnType<typeof launch>>;
export type Context = Awaited<ReturnType<Browser['newContext']>>;
export type Page = Awaited<ReturnType<Context['newPage']>>;
export type Settings = NonNullable<Exclude<GatewayOptions['settings'], string>>;

export type Stage = {
  browser: Browser;
  model: Model;
  /** Where the built page lies. */
  folder: string;
  /** A gateway that shows the built page, with the transcripts of a folder taken over first. */
  open(settings: Settings, transcripts?: string): Promise<Gateway>;
};

const root = join(import.meta.dirname, '../..');

export async function withStage<T>(use: (stage: Stage) => Promise<T>): Promise<T> {
  const ends: (() => unknown)[] = [];
  // Also when the run is cut short.
  const tidy = () => ends.forEach((end) => void end());
  process.once('exit', tidy);
  try {
    const folder = mkdtempSync(join(root, '.bundle-page-'));
    ends.push(() => rmSync(folder, { recursive: true, force: true }));
    const program = join(makeBundle(ends), 'node.js');
    await build({ configFile: join(root, 'ui/vite.config.ts'), logLevel: 'warn', build: { outDir: folder } });
    const browser = await launch(await findChromium());
    const model = await startModel();
    try {
      return await use({ browser, model, folder, open: (...order) => openGateway(program, folder, ...order) });
    } finally {
      await browser.close();
      await model.close();
      await endGateways();
    }
  } finally {
    process.off('exit', tidy);
    tidy();
  }
}

function makeBundle(ends: (() => unknown)[]): string {
  process.env.PINCER_BUNDLE = '1';
  const remove = bundle();
  if (remove) ends.push(remove);
  return process.env.PINCER_BUNDLE;
}

async function openGateway(
  program: string,
  folder: string,
  { gateway, ...settings }: Settings,
  transcripts?: string,
): Promise<Gateway> {
  const stateDirectory = makeDirectory('stage');
  if (transcripts !== undefined) {
    const env = { PATH: process.env.PATH, HOME: stateDirectory, OPENCLAW_STATE_DIR: stateDirectory };
    await promisify(execFile)(process.execPath, [program, 'import', transcripts], { env });
  }
  const controlUi = { ...gateway?.controlUi, root: folder };
  const given = { ...settings, gateway: { ...gateway, controlUi } };
  return startGateway({ name: 'node', command: [process.execPath, program] }, { settings: given, stateDirectory });
}
