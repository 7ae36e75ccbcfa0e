// Once before all files: the page is built from its sources into a folder of its own, and the browser is found.
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
  }
}

export default async function prepare({ provide }: TestProject): Promise<() => void> {
  const pageFolder = mkdtempSync(join(tmpdir(), 'pincer-page-'));
  const configFile = fileURLToPath(new URL('../../ui/vite.config.ts', import.meta.url));
  await build({ configFile, logLevel: 'warn', build: { outDir: pageFolder } });
  provide('pageFolder', pageFolder);
  provide('chromium', await findChromium());
  return () => rmSync(pageFolder, { recursive: true, force: true });
}
