// Temporary directories: gone when their use ends, and also when the whole run is cut short.
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const removal = { recursive: true, force: true, maxRetries: 3 };
const present = new Set<string>();

process.once('exit', () => {
  for (const directory of present) rmSync(directory, removal);
});

export async function withDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'pincer-bench-'));
  present.add(directory);
  try {
    return await use(directory);
  } finally {
    await rm(directory, removal);
    present.delete(directory);
  }
}
