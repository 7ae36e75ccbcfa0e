// Once before all files: the page is built from its sources into a folder of its own, the browser is found, and the gateway
// has started once, so that it starts faster afterwards.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { type Chromium, findChromium } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    chromium: Chromium;
    /** Where the built page lies. */
    pageFolder: string;
    /** Where Node keeps what it compiled. */
    compiledFolder: string;
  }
}

export default async function prepare({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'pincer-page-'));
  const pageFolder = join(folder, 'page');
  const compiledFolder = join(folder, 'compiled');
  const configFile = fileURLToPath(new URL('../../ui/vite.config.ts', import.meta.url));
  await build({ configFile, logLevel: 'warn', build: { outDir: pageFolder } });
  provide('pageFolder', pageFolder);
  provide('compiledFolder', compiledFolder);
  provide('chromium', await findChromium());
  // Not before there is a bundle to start.
  const [{ startGateway }, { node }] = await Promise.all([
    import('../fixtures/gateway.ts'),
    import('../fixtures/runtimes.ts'),
  ]);
  // Only one that ends in order leaves what it compiled.
  const gateway = await startGateway(node, { environment: { NODE_COMPILE_CACHE: compiledFolder } });
  await gateway.stop();
  return () => rmSync(folder, { recursive: true, force: true });
}
