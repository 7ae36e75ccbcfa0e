// What the runtimes keep of code that they have read: one place for all gateways of a run, each of which has its own home.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function cache(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'pincer-cache-'));
  process.env.PINCER_TEST_CACHE = directory;
  return () => rmSync(directory, { recursive: true, force: true });
}
