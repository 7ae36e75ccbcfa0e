import { linkSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { takeLock } from '../../src/machine/lock.ts';

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  return { ...real, linkSync: vi.fn(real.linkSync) };
});

test('takeLock() gives way when another heir finished between its look and its claim', async () => {
  const real = await vi.importActual<typeof import('node:fs')>('node:fs');
  const directory = mkdtempSync(join(tmpdir(), 'pincer-lock-'));
  const lock = join(directory, 'pincer.lock');
  const holder = (id: string, pid: number) =>
    writeFileSync(lock, JSON.stringify({ id, pid, since: 'then', birth: null }));
  holder('dead', 2 ** 22 + 7);
  vi.mocked(linkSync).mockImplementation((draft, path) => {
    // The other one has taken over the dead owner's lock and cleared the line behind it.
    if (String(path).endsWith('.after-dead')) holder('other', process.ppid);
    real.linkSync(draft, path);
  });

  expect(() => takeLock(lock)).toThrow(`held by pid ${process.ppid} since then`);
  expect(readdirSync(directory)).toEqual(['pincer.lock']);
});
