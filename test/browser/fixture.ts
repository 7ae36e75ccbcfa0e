// What each test of the page stands on: a browser, a model and a gateway for the file, and visitors, each with a browser
// profile of their own, for the test. A test also fails when the page had a trouble that nobody awaited.
import type { BrowserContextOptions } from 'playwright-core';
import { test as base, expect, inject } from 'vitest';
import { endGateways, type Gateway, type GatewayOptions, startGateway } from '../fixtures/gateway.ts';
import { connect } from '../fixtures/greeting.ts';
import { modelSettings, startModel } from '../fixtures/model.ts';
import { node } from '../fixtures/runtimes.ts';
import { launch } from './chromium.ts';
import { Troubles } from './troubles.ts';
import { Visitor } from './visitor.ts';

export type GatewaySettings = NonNullable<Exclude<GatewayOptions['settings'], string>>;
export type Entry = {
  browser?: BrowserContextOptions;
  /** Before the page opens. */
  before?: (visitor: Visitor) => Promise<void>;
};

/** As the gateway prints it; it leads to the chat. */
export function signInLink({ http, token }: Pick<Gateway, 'http' | 'token'>): string {
  return `${http}/#token=${token}`;
}

export const test = base
  .extend('chromium', { scope: 'worker' }, () => inject('chromium'))
  .extend('browser', { scope: 'file' }, async ({ chromium }, { onCleanup }) => {
    const browser = await launch(chromium);
    onCleanup(() => browser.close());
    return browser;
  })
  .extend('model', { scope: 'file' }, async ({ chromium: _ }, { onCleanup }) => {
    const model = await startModel();
    onCleanup(() => model.close());
    return model;
  })
  .extend('running', { scope: 'file' }, async ({ model }, { onCleanup }) => {
    onCleanup(endGateways);
    return openGateway(modelSettings(model));
  })
  /** The file's gateway, in which nothing was said and nothing runs. */
  .extend('gateway', async ({ running }) => {
    const operator = await connect(running, { socket: { handshakeTimeout: 10_000 } }).catch(async () => {
      // A test that failed left it dead, or asleep.
      await running.kill();
      await running.restart();
      return connect(running);
    });
    // Refused where nobody has spoken yet.
    await operator.answer('sessions.reset', { key: 'main' });
    operator.terminate();
    return running;
  })
  .extend('troubles', () => new Troubles())
  .extend('enter', async ({ browser, troubles, task }, { onCleanup }) => {
    const visitors: Visitor[] = [];
    onCleanup(async () => {
      if (task.result?.state === 'fail') for (const visitor of visitors) await describeScreen(visitor);
      for (const { browser } of visitors) await browser.close();
      expect(troubles.found).toEqual([]);
    });
    return async (address: string, entry: Entry = {}) => {
      const context = await browser.newContext({ reducedMotion: 'reduce', ...entry.browser });
      context.setDefaultTimeout(15_000);
      troubles.watch(context);
      const visitor = new Visitor(await context.newPage());
      visitors.push(visitor);
      await entry.before?.(visitor);
      await visitor.open(address);
      return visitor;
    };
  })
  /** Somebody who is in. */
  .extend('visitor', async ({ enter, gateway }) => {
    const visitor = await enter(signInLink(gateway));
    await visitor.arrives();
    return visitor;
  });

/** A gateway that shows the page as it was just built. */
export function openGateway({ gateway, ...settings }: GatewaySettings): Promise<Gateway> {
  const controlUi = { ...gateway?.controlUi, root: inject('pageFolder') };
  return startGateway(node, {
    settings: { ...settings, gateway: { ...gateway, controlUi } },
    environment: { NODE_COMPILE_CACHE: inject('compiledFolder') },
  });
}

async function describeScreen({ page }: Visitor): Promise<void> {
  const screen = await page.locator('body').ariaSnapshot();
  process.stderr.write(`On the screen at ${page.url()}:\n${screen.slice(0, 4000)}\n`);
}
