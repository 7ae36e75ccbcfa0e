// Workspaces as agents use them: what holds on a disk holds in a database.
import { describe, expect, test } from 'vitest';
import { LISTED } from '../../src/workspace-rules.ts';
import { kinds } from './workspaces.ts';

const LARGEST = 2 * 1024 * 1024;

describe.each(kinds)('a workspace %s', (_kind, open) => {
  test('is empty before the first write, and refusals do not make it', async () => {
    const workspace = (await open())('new');
    await expect(workspace.write('../x', 'x')).rejects.toThrow('Cannot write "../x": it is outside of the workspace');
    await expect(workspace.move('a', 'b')).rejects.toThrow('Cannot move "a": it does not exist');
    expect(await workspace.look('.')).toBeNull();
    expect(await workspace.read('AGENTS.md')).toBeNull();
    expect(await workspace.list('.')).toBeNull();
    await workspace.write('deep/er/notes.md', 'x');
    expect(await workspace.look('.')).toMatchObject({ kind: 'folder' });
    expect(await workspace.look('deep/er')).toMatchObject({ kind: 'folder' });
  });

  test('is each agent’s own, whatever its name is', async () => {
    const workspaces = await open();
    const names = ['main', 'main/a', '..', 'ä\0', 'ä', 'MAIN', '%'];
    for (const [index, name] of names.entries()) await workspaces(name).write('notes.md', `${index}`);
    const read = await Promise.all(names.map((name) => workspaces(name).read('notes.md')));
    expect(read.map((found) => found?.text)).toEqual(names.map((_, index) => `${index}`));
    expect(new Set(names.map((name) => workspaces(name).root)).size).toBe(names.length);
  });

  test('is not left by a path', async () => {
    const workspace = (await open())('main');
    await workspace.write('notes/a.md', 'before');
    for (const path of [
      '..',
      '../a',
      'notes/../../a',
      '/etc/passwd',
      '/',
      '~',
      '~/a',
      'notes\0/a',
      'a/'.repeat(2000),
    ]) {
      for (const ask of [
        () => workspace.read(path),
        () => workspace.look(path),
        () => workspace.list(path),
        () => workspace.write(path, 'mine now'),
        () => workspace.write(path, (before) => `${before}mine now`),
        () => workspace.move(path, 'taken.md'),
        () => workspace.move('notes/a.md', path),
      ]) {
        await expect(ask()).rejects.toMatchObject({
          code: 'INVALID_REQUEST',
          message: expect.stringMatching(/^Cannot \w+ ".*": it is outside of the workspace$/s),
        });
      }
    }
    expect(await workspace.list('.')).toMatchObject({ entries: [{ name: 'notes' }] });
    for (const path of ['notes/a.md', './notes//a.md', 'notes/../notes/a.md', 'notes/a.md/']) {
      expect(await workspace.read(path)).toMatchObject({ text: 'before' });
    }
  });

  test('makes changes of one file one after another, and leaves it as it was when one is refused', async () => {
    const workspace = (await open())('main');
    const add = (before: string | null) => String(Number(before ?? 0) + 1);
    await Promise.all(Array.from({ length: 20 }, (_, index) => workspace.write(index % 2 ? 'n.txt' : './n.txt', add)));
    const refused = workspace.write('n.txt', () => {
      throw new Error('no');
    });
    await expect(refused).rejects.toThrow();
    expect(await workspace.read('n.txt')).toMatchObject({ text: '20', size: 2 });
  });

  test('reads lines by their numbers, and counts them', async () => {
    const workspace = (await open())('main');
    await workspace.write('ten.txt', Array.from({ length: 10 }, (_, index) => `line ${index + 1}\n`).join(''));
    await workspace.write('open.txt', 'one\r\ntwo');
    await workspace.write('empty.txt', '');
    const third = { text: 'line 3\nline 4\n', to: 4, total: 10, cut: false };
    expect(await workspace.read('ten.txt', { from: 3, count: 2 })).toMatchObject(third);
    expect(await workspace.read('ten.txt', { from: 9, count: 50 })).toMatchObject({ to: 10, total: 10 });
    expect(await workspace.read('ten.txt', { from: 11, count: 1 })).toMatchObject({ text: '', to: 10, total: 10 });
    expect(await workspace.read('open.txt')).toMatchObject({ text: 'one\r\ntwo', to: 2, total: 2 });
    expect(await workspace.read('empty.txt')).toMatchObject({ text: '', to: 0, total: 0, size: 0 });
  });

  test('takes a text of 2 MB and not a byte more, and no text that is too large as the result of a change', async () => {
    const workspace = (await open())('main');
    const largest = 'ä'.repeat(LARGEST / 2);
    expect(await workspace.write('large.txt', largest)).toMatchObject({ size: LARGEST });
    expect(await workspace.read('large.txt')).toMatchObject({ text: largest, total: 1, cut: false });
    for (const text of [`${largest}!`, (before: string | null) => `${before}!`]) {
      const words = 'Cannot write "large.txt": a text may have 2 MB at most';
      await expect(workspace.write('large.txt', text)).rejects.toThrow(words);
    }
  });

  test('lists a folder in order, 500 names at most', async () => {
    const workspace = (await open())('main');
    for (const [path, text] of [
      ['c.txt', 'four'],
      ['A.txt', ''],
      ['b/1', 'x'],
      ['b/2/3', 'x'],
      ['b.', ''],
      ['b0', ''],
    ] as const)
      await workspace.write(path, text);
    const file = (name: string, size: number) => ({ name, kind: 'file', size });
    const entries = [
      file('A.txt', 0),
      { name: 'b', kind: 'folder', size: 0 },
      file('b.', 0),
      file('b0', 0),
      file('c.txt', 4),
    ];
    expect(await workspace.list('.')).toEqual({ entries, more: 0 });
    const inside = [file('1', 1), { name: '2', kind: 'folder', size: 0 }];
    expect(await workspace.list('b')).toEqual({ entries: inside, more: 0 });
    for (let index = 0; index < LISTED + 10; index += 1) await workspace.write(`many/${index}`, '');
    const many = await workspace.list('many');
    expect([many?.entries.length, many?.more]).toEqual([LISTED, 10]);
  });

  test('moves a file or a whole folder, and never onto what is there', async () => {
    const workspace = (await open())('main');
    for (const path of ['a.txt', 'b.txt', 'folder/one', 'folder/deep/two', 'folder0'])
      await workspace.write(path, path);
    for (const to of ['b.txt', 'folder', 'a.txt', '.']) {
      await expect(workspace.move('a.txt', to)).rejects.toThrow(`Cannot move "a.txt": "${to}" is there already`);
    }
    await expect(workspace.move('folder', 'folder/in/itself')).rejects.toThrow('a folder cannot be moved into itself');
    await expect(workspace.move('a.txt', 'b.txt/c')).rejects.toThrow('a part of it is a file and not a folder');
    await workspace.move('a.txt', 'new/c.txt');
    await workspace.move('folder', 'new/place');
    expect(await workspace.look('folder')).toBeNull();
    expect(await workspace.look('a.txt')).toBeNull();
    for (const [path, text] of [
      ['new/c.txt', 'a.txt'],
      ['new/place/one', 'folder/one'],
      ['new/place/deep/two', 'folder/deep/two'],
      ['folder0', 'folder0'],
      ['b.txt', 'b.txt'],
    ] as const)
      expect(await workspace.read(path)).toMatchObject({ text });
  });
});
