// A disk that refuses: whoever asked is told in words, nothing is half written, and it goes on once the disk does.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { endGateways, type Gateway, makeDirectory, startGateway } from '../fixtures/gateway.ts';
import { connect, history, inject, lines, send } from '../fixtures/greeting.ts';
import { node } from '../fixtures/runtimes.ts';

const mounts: string[] = [];
afterEach(async () => {
  unmount();
  await endGateways();
});

/** Whether or not a gateway still has files open there. */
function unmount(): void {
  for (const mount of mounts.splice(0)) spawnSync('umount', ['-l', mount]);
}

/** A disk of its own, so small that it can be filled; null where this user may not mount one. */
function smallDisk(): string | null {
  const directory = makeDirectory('disk');
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=700', 'tmpfs', directory]).status !== 0) return null;
  mounts.push(directory);
  return directory;
}

function fill(directory: string): string {
  const file = join(directory, 'filler');
  const { bavail, bsize } = statfsSync(directory);
  writeFileSync(file, Buffer.alloc(bavail * bsize));
  return file;
}

const mayMount =
  process.getuid?.() === 0 &&
  (() => {
    const disk = smallDisk();
    unmount();
    return disk !== null;
  })();
const mayLimit = existsSync('/usr/bin/prlimit');

async function whatIsStored(gateway: Gateway, key: string): Promise<string[]> {
  return lines(await history(await connect(gateway), key));
}

describe('a disk that refuses', () => {
  const key = 'agent:main:disk';

  test.skipIf(!mayMount)(
    'full: a send is UNAVAILABLE in words, and the same send is taken once there is room',
    async () => {
      const disk = smallDisk() ?? '';
      const gateway = await startGateway(node, { stateDirectory: disk });
      const client = await connect(gateway);
      await inject(client, key, 'before');
      const filler = fill(disk);
      const wish = { sessionKey: key, message: 'x'.repeat(100_000), idempotencyKey: 'the same' };
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const refusal = await client.refusal('chat.send', wish);
        expect(refusal).toMatchObject({ code: 'UNAVAILABLE', retryable: true, retryAfterMs: expect.any(Number) });
        expect(refusal.message).toMatch(/^Cannot save: (the disk is full|the disk failed)/);
      }
      expect(lines(await history(client, key))).toEqual(['assistant: before']);
      expect(client.chat('the same')).toEqual([]);
      rmSync(filler);
      expect(await client.request('chat.send', wish)).toMatchObject({ status: 'started' });
      expect(await client.ended('the same')).toMatchObject({ state: 'final' });
      const after = await whatIsStored(gateway, key);
      expect(after.slice(0, 1)).toEqual(['assistant: before']);
      expect(after.filter((line) => line.startsWith('user: x'))).toHaveLength(1);
      expect(client.problems).toEqual([]);
      expect((await gateway.stop()).code).toBe(0);
      await gateway.restart();
      expect(await whatIsStored(gateway, key)).toEqual(after);
    },
  );

  test.skipIf(!mayLimit)('no file may grow: writes are refused, reads go on, and later all is well', async () => {
    const gateway = await startGateway(node);
    const client = await connect(gateway);
    await inject(client, key, 'before');
    const limit = (bytes: string) =>
      execFileSync('prlimit', ['--pid', String(gateway.pid), `--fsize=${bytes}:unlimited`]);
    limit('1000');
    expect(await client.refusal('chat.inject', { sessionKey: key, message: 'refused' })).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/^Cannot save: /),
      retryable: true,
    });
    expect(lines(await history(client, key))).toEqual(['assistant: before']);
    limit('unlimited');
    await inject(client, key, 'after');
    expect(await whatIsStored(gateway, key)).toEqual(['assistant: before', 'assistant: after']);
  });

  test('locked by another program: a send waits, is UNAVAILABLE in words, and works when the lock is gone', async () => {
    const gateway = await startGateway(node);
    const client = await connect(gateway);
    await inject(client, key, 'before');
    const other = new DatabaseSync(join(gateway.stateDirectory, 'pincer.db'));
    other.exec('begin immediate');
    expect(
      await client.refusal('chat.send', { sessionKey: key, message: 'in vain', idempotencyKey: 'locked' }),
    ).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/^Cannot save: the database is locked by another program/),
      retryable: true,
    });
    expect(lines(await history(client, key))).toEqual(['assistant: before']);
    other.exec('commit');
    other.close();
    const { runId } = await send(client, key, 'in vain', { idempotencyKey: 'locked' });
    expect(await client.ended(runId)).toMatchObject({ state: 'final' });
    expect((await whatIsStored(gateway, key)).slice(0, 2)).toEqual(['assistant: before', 'user: in vain']);
    expect(client.problems).toEqual([]);
  });
});
