import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { type Holder, lockHolder, takeLock } from '../../src/machine/lock.ts';

const directory = mkdtempSync(join(tmpdir(), 'pincer-lock-'));
const lock = join(directory, 'pincer.lock');
const starter = fileURLToPath(new URL('./lock-starter.ts', import.meta.url));

afterEach(() => {
  for (const name of readdirSync(directory)) rmSync(join(directory, name));
});

test('takeLock() refuses a second owner with the pid and time of the first', () => {
  const first = takeLock(lock);
  expect(() => takeLock(lock)).toThrow(new RegExp(`held by pid ${process.pid} since \\d{4}-`));
  expect(lockHolder(lock)?.pid).toBe(process.pid);
  first.release();
  expect(lockHolder(lock)).toBeNull();
  takeLock(lock).release();
  expect(readdirSync(directory)).toEqual([]);
});

test.each([
  ['a dead process', { pid: deadPid() }],
  ['a process whose number was given out again', { pid: process.ppid, birth: 'another boot:1' }],
  ['this very number in another life', { pid: process.pid }],
])('takeLock() takes over the lock of %s', (_, holder) => {
  leave(holder);
  const taken = takeLock(lock);
  expect(JSON.parse(readFileSync(lock, 'utf8')).pid).toBe(process.pid);
  expect(readdirSync(directory)).toEqual(['pincer.lock']);
  taken.release();
});

test('takeLock() takes over a damaged lock', () => {
  writeFileSync(lock, '{"pid":');
  takeLock(lock).release();
  expect(readdirSync(directory)).toEqual([]);
});

test('takeLock() follows the line of heirs when one of them died on the way', () => {
  leave({ id: 'first', pid: deadPid() });
  leave({ id: 'second', pid: deadPid() }, `${lock}.after-first`);
  const taken = takeLock(lock);
  expect(readdirSync(directory)).toEqual(['pincer.lock']);
  taken.release();
});

test('takeLock() refuses while a living heir is taking over', () => {
  leave({ id: 'first', pid: deadPid() });
  leave({ id: 'second', pid: process.ppid }, `${lock}.after-first`);
  expect(() => takeLock(lock)).toThrow(`held by pid ${process.ppid}`);
});

test('Lock.release() leaves the lock of someone else alone', () => {
  const mine = takeLock(lock);
  leave({ id: 'other', pid: process.ppid });
  mine.release();
  expect(lockHolder(lock)?.id).toBe('other');
});

test.each(['no lock', 'a stale lock'])(
  'takeLock() lets exactly one of several starters win over %s',
  async (before) => {
    for (let round = 0; round < 3; round += 1) {
      if (before === 'a stale lock') leave({ pid: deadPid() });
      const starters = Array.from({ length: 4 }, () => spawnStarter());
      await Promise.all(starters.map((each) => each.next()));
      for (const each of starters) each.go();
      const words = await Promise.all(starters.map((each) => each.next()));
      expect(words.filter((word) => word === 'won')).toHaveLength(1);
      expect(words.filter((word) => word.includes('held by pid'))).toHaveLength(3);
      for (const each of starters) each.go();
      await Promise.all(starters.map((each) => each.ended));
      expect(readdirSync(directory)).toEqual([]);
    }
  },
);

test('takeLock() succeeds after the owner was killed', async () => {
  const owner = spawnStarter();
  await owner.next();
  owner.go();
  expect(await owner.next()).toBe('won');
  expect(() => takeLock(lock)).toThrow(/held by pid/);
  owner.kill();
  await owner.ended;
  takeLock(lock).release();
});

function leave(holder: Partial<Holder>, path = lock): void {
  writeFileSync(
    path,
    JSON.stringify({ id: 'stale', pid: 1, since: '2026-01-01T00:00:00.000Z', birth: null, ...holder }),
  );
}

function deadPid(): number {
  // Above every pid_max that a kernel allows.
  return 2 ** 22 + 7;
}

function spawnStarter() {
  const child = spawn(process.execPath, [starter, lock], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  let rest = '';
  child.stdout.on('data', (data) => {
    rest += String(data);
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      const wake = waiting.shift();
      if (wake) wake(line);
      else lines.push(line);
    }
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    next: () =>
      new Promise<string>((resolve) => {
        const line = lines.shift();
        if (line === undefined) waiting.push(resolve);
        else resolve(line);
      }),
    go: () => void child.stdin.write('go\n'),
    kill: () => void child.kill('SIGKILL'),
    ended,
  };
}
