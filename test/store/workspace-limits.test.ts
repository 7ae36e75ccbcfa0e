// What a database has to see to where a disk has a file system: how much there is, times, and texts that would not come back.
import { expect, test } from 'vitest';
import { createWorkspaces } from '../../src/store/workspace.ts';
import { openStore } from './fixture.ts';

async function open(now = () => 1000) {
  const { db, client } = await openStore();
  const workspace = createWorkspaces(db, now)('main');
  /** Files that say of themselves how large they are. */
  const fill = (agent: string, count: number, size: number) =>
    client.execute({
      sql: `insert into workspace_files (agent_id, path, text, size, modified_at)
        with recursive n(i) as (select 1 union all select i + 1 from n where i < ?2)
        select ?1, 'many/' || i, '', ?3, 0 from n`,
      args: [agent, count, size],
    });
  return { client, workspace, fill };
}

test('An agent keeps 10,000 files and not one more; what is there can still be changed and moved', async () => {
  const { workspace, fill } = await open();
  await fill('main', 9_999, 1);
  await fill('other', 10, 1);
  await workspace.write('last', 'x');
  const words = 'Cannot write "more": the workspace is full, as it may have 10,000 files at most';
  await expect(workspace.write('more', 'x')).rejects.toThrow(words);
  await expect(workspace.write('more', () => 'x')).rejects.toThrow(words);
  await workspace.write('last', (before) => `${before}y`);
  await workspace.move('many', 'moved');
  await workspace.move('last', 'more');
  expect(await workspace.list('moved')).toMatchObject({ more: 9_499 });
  expect(await workspace.read('more')).toMatchObject({ text: 'xy' });
});

test('An agent keeps 64 MB and not a byte more; what is there can still be made smaller', async () => {
  const { workspace, fill } = await open();
  await fill('main', 31, 2 * 1024 * 1024);
  await fill('other', 10, 2 * 1024 * 1024);
  const last = 'x'.repeat(2 * 1024 * 1024);
  await workspace.write('last', last.slice(1));
  await workspace.write('last', last);
  await workspace.write('empty', '');
  await expect(workspace.write('more', 'x')).rejects.toThrow(
    'Cannot write "more": the workspace is full, as it may have 64 MB at most',
  );
  await workspace.write('last', 'x');
  await workspace.write('more', 'x');
});

test('A time goes up with each write of a file, whatever the clock says, and stays through a move', async () => {
  let now = 1000;
  const { workspace } = await open(() => now);
  expect(await workspace.write('a', '1')).toEqual({ kind: 'file', size: 1, modifiedAt: 1000 });
  expect(await workspace.write('a', '2')).toMatchObject({ modifiedAt: 1001 });
  now = 500;
  expect(await workspace.write('a', (before) => `${before}!`)).toMatchObject({ modifiedAt: 1002 });
  now = 5000;
  await workspace.move('a', 'b/a');
  expect(await workspace.look('b/a')).toEqual({ kind: 'file', size: 2, modifiedAt: 1002 });
  expect(await workspace.look('b')).toEqual({ kind: 'folder', size: 0, modifiedAt: 1002 });
});

test('A text with a NUL is refused, and half of a character is written as a disk would', async () => {
  const { workspace } = await open();
  await expect(workspace.write('a', 'a\0b')).rejects.toThrow('Cannot write "a": it is not text');
  await expect(workspace.write('a', () => '\0')).rejects.toThrow('Cannot write "a": it is not text');
  expect(await workspace.look('a')).toBeNull();
  await workspace.write('a', 'x\ud800');
  expect(await workspace.read('a')).toMatchObject({ text: 'x\ufffd', size: 4 });
});

test('A folder is not moved to where nobody could name what is in it', async () => {
  const { workspace } = await open();
  const deep = Array.from({ length: 9 }, () => 'x'.repeat(99)).join('/');
  await workspace.write(`a/${deep}`, 'deep');
  await expect(workspace.move('a', `b/${'y'.repeat(100)}`)).rejects.toThrow('its name is too long');
  await workspace.move('a', 'b/y');
  expect(await workspace.read(`b/y/${deep}`)).toMatchObject({ text: 'deep' });
});

test('A database that fails is said in words, with the name of what was asked for', async () => {
  const { client, workspace } = await open();
  client.close();
  const words = (act: string) => `Cannot ${act} "a": the database was closed; try again when the gateway is back`;
  await expect(workspace.read('a')).rejects.toMatchObject({ code: 'UNAVAILABLE', message: words('read') });
  await expect(workspace.list('a')).rejects.toThrow(words('list'));
  await expect(workspace.write('a', 'x')).rejects.toThrow(words('write'));
  await expect(workspace.move('a', 'b')).rejects.toThrow(words('move'));
});
