// One place for all that a run leaves behind: what the runtimes keep of code that they have read, which all gateways share, and
// every directory that a test makes for a while. It goes when the run is over.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function cache(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'pincer-cache-'));
  const work = join(directory, 'tmp');
  mkdirSync(work);
  process.env.PINCER_TEST_CACHE = directory;
  process.env.TMPDIR = work;
  return () => rmSync(directory, { recursive: true, force: true });
}
