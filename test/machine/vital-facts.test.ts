import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { vitalFacts } from '../../src/machine/vital-facts.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pincer vitals-'));
});

afterAll(() => rm(folder, { recursive: true }));

test('vitalFacts() weighs the database with what waits beside it, and this process', async () => {
  const path = join(folder, 'own ü.sqlite');
  await writeFile(path, Buffer.alloc(1000));
  expect((await vitalFacts(pathToFileURL(path).href)).database).toEqual({ kind: 'file', bytes: 1000 });
  await writeFile(`${path}-wal`, Buffer.alloc(77));
  await writeFile(`${path}-shm`, Buffer.alloc(5));
  const { database, memoryBytes } = await vitalFacts(pathToFileURL(path).href);
  expect(database).toEqual({ kind: 'file', bytes: 1077 });
  expect(memoryBytes).toBeGreaterThan(1_000_000);
});

test('vitalFacts() says that it does not know, and nothing of where a database is', async () => {
  const gone = pathToFileURL(join(folder, 'gone.sqlite')).href;
  expect((await vitalFacts(gone)).database).toEqual({ kind: 'file', bytes: null });
  const remote = await vitalFacts('libsql://user:secret@db.example/x?authToken=secret');
  expect(remote.database).toEqual({ kind: 'remote', bytes: null });
  expect(JSON.stringify(remote)).not.toContain('secret');
});
