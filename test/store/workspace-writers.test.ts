// A workspace in a database that several write to at once, as the sessions of one agent do, each in an actor of its own.
import { createClient } from '@libsql/client/http';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Workspace } from '../../src/agent-seams.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { createWorkspaces } from '../../src/store/workspace.ts';
import { type Sqld, startSqld } from '../fixtures/sqld.ts';
import { connect, temporaryFile } from './fixture.ts';

let server: Promise<Sqld> | undefined;
let agents = 0;
afterAll(async () => (await server)?.remove());

async function remote(): Promise<Database> {
  server ??= startSqld();
  const client = createClient({ url: (await server).url });
  onTestFinished(() => client.close());
  return openDatabase(client);
}

const kinds: [string, () => Promise<[Database, Database]>][] = [
  [
    'a file',
    async () => {
      const file = temporaryFile();
      return [await openDatabase(connect(file)), await openDatabase(connect(file))];
    },
  ],
  ['a server', async () => [await remote(), await remote()]],
];

describe.each(kinds)('two who write to %s', (_kind, open) => {
  /** `before` is done in the moment before the first of them writes, so many times. */
  async function pair(before: (two: Workspace) => Promise<unknown>, times = 1) {
    const [first, second] = await open();
    const agent = `agent-${agents++}`;
    const one = createWorkspaces(first, Date.now)(agent);
    const two = createWorkspaces(second, Date.now)(agent);
    const { $client: client } = first;
    const batch = client.batch.bind(client);
    let left = times;
    client.batch = async (statements, mode) => {
      if (mode === 'write' && left-- > 0) await before(two);
      return batch(statements, mode);
    };
    return { one, two };
  }
  const add = (word: string) => (before: string | null) => `${before ?? 'new'} ${word}`;

  test('keep both changes: the second is asked again with what the first one wrote', async () => {
    const { one, two } = await pair((other) => other.write('a', add('theirs')));
    await one.write('a', add('mine'));
    expect(await two.read('a')).toMatchObject({ text: 'new theirs mine' });
  });

  test('begin anew when the file was moved away meanwhile', async () => {
    const { one, two } = await pair((other) => other.move('a', 'b'));
    await two.write('a', 'old');
    await one.write('a', add('mine'));
    expect(await two.read('a')).toMatchObject({ text: 'new mine' });
    expect(await two.read('b')).toMatchObject({ text: 'old' });
  });

  test('lose no change of many', async () => {
    const { one, two } = await pair(async () => undefined);
    const count = (before: string | null) => String(Number(before ?? 0) + 1);
    await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 2 ? one : two).write('n', count)));
    expect(await one.read('n')).toMatchObject({ text: '40' });
  });

  test('are told when others are first again and again, and nothing of theirs is lost', async () => {
    const { one, two } = await pair((other) => other.write('a', add('theirs')), Infinity);
    await expect(one.write('a', add('mine'))).rejects.toThrow(
      'Cannot write "a": it is being replaced by something else',
    );
    expect((await two.read('a'))?.text).toMatch(/^new( theirs)+$/);
  });

  test('never make a file and a folder of one name', async () => {
    const folder = await pair((other) => other.write('a/b', 'theirs'));
    await expect(folder.one.write('a', 'mine')).rejects.toThrow('Cannot write "a": it is a folder');
    const file = await pair((other) => other.write('a', 'theirs'));
    await expect(file.one.write('a/b/c', 'mine')).rejects.toThrow('a part of it is a file and not a folder');
    expect(await file.two.list('.')).toEqual({ entries: [{ name: 'a', kind: 'file', size: 6 }], more: 0 });
  });

  test.each([
    ['the name itself', 'to/it', '"to/it" is there already'],
    ['a folder of the name', 'to/it/too', '"to/it" is there already'],
    ['a file on the way', 'to', 'a part of it is a file and not a folder'],
  ])('never move onto what has just come: %s', async (_what, taken, words) => {
    const { one, two } = await pair((other) => other.write(taken, 'theirs'));
    for (const path of ['from/1', 'from/2']) await two.write(path, path);
    await expect(one.move('from', 'to/it')).rejects.toThrow(words);
    expect(await two.read(taken)).toMatchObject({ text: 'theirs' });
    expect((await two.list('from'))?.entries).toHaveLength(2);
  });

  test('write what is there for the other at once: large texts, odd characters, whole folders', async () => {
    const { one, two } = await pair(async () => undefined);
    const text = `\ufeff🦞\r\n\u2028\u0001"'\\ ${'ä\n'.repeat(600_000)}`;
    const { size } = await one.write('x/ä 🦞', text);
    await one.write('x/y', 'y');
    await one.move('x', 'z/x');
    expect(await two.look('z/x/ä 🦞')).toMatchObject({ size });
    expect(await two.read('z/x/ä 🦞')).toMatchObject({ text: text.slice(1), size });
    expect((await two.list('z/x'))?.entries).toEqual([
      { name: 'y', kind: 'file', size: 1 },
      { name: 'ä 🦞', kind: 'file', size },
    ]);
    await two.write('z/x/ä 🦞', (before) => `${before?.slice(0, 3)}!`);
    expect(await one.read('z/x/ä 🦞')).toMatchObject({ text: '🦞!' });
  });
});
