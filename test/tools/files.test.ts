// read, write and edit as a model uses them, in a real folder.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Settings } from '../../src/config/schema.ts';
import { openWorkspaces } from '../../src/machine/workspace.ts';
import { applyEdits } from '../../src/tools/edits.ts';
import { createFileTools } from '../../src/tools/files.ts';

let state = '';
let root = '';
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'pincer-files-'));
  root = join(state, 'workspace');
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const settings = v.parse(Settings, {});
const scene = { agentId: 'main', sessionKey: 'agent:main:main', model: null, runId: 'r' };

function use(name: string, input: unknown, agentId = 'main'): Promise<string> {
  const settingsFile = join(state, 'openclaw.json');
  const workspaces = openWorkspaces({ settings: () => settings, stateDirectory: state, settingsFile, home: state });
  const tool = createFileTools(workspaces).find(({ facts }) => facts.name === name);
  if (!tool) throw new Error(`No tool ${name}`);
  return tool.run(input, { ...scene, agentId }, new AbortController().signal);
}

const put = (path: string, text: string) => {
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, path), text);
};
const textAt = (path: string) => readFileSync(join(root, path), 'utf8');

describe('read', () => {
  test('tells which lines of how many it shows, and where to go on', async () => {
    put('five.txt', 'a\nb\nc\nd\ne\n');
    expect(await use('read', { path: 'five.txt' })).toBe('[Lines 1-5 of 5]\na\nb\nc\nd\ne\n');
    expect(await use('read', { path: 'five.txt', offset: 2, limit: 2 })).toBe(
      '[Lines 2-3 of 5; go on with offset 4]\nb\nc\n',
    );
    expect(await use('read', { path: 'five.txt', offset: 9 })).toBe('[No line 9: the file has 5 lines]');
  });

  test('shows a long text in parts that together are all of it', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `${index} ${'x'.repeat(index % 90)}`);
    put('long.txt', lines.join('\n'));
    const seen = new Map<number, string>();
    for (let offset: number | null = 1; offset !== null; ) {
      const [head = '', ...shown] = (await use('read', { path: 'long.txt', offset })).split('\n');
      shown.forEach((line, index) => {
        seen.set(Number(offset) + index, line);
      });
      const next: RegExpExecArray | null = /go on with offset (\d+)/.exec(head);
      offset = next ? Number(next[1]) : null;
    }
    expect([...seen.values()].slice(0, 3000)).toEqual(lines);
  });

  test('never answers without an end, also for one endless line', async () => {
    put('line.txt', 'x'.repeat(200_000));
    const answer = await use('read', { path: 'line.txt' });
    expect(answer.length).toBeLessThan(50_100);
    expect(answer).toMatch(/^\[Lines 1-1 of 1; line 1 is longer than can be shown\]\nx/);
    put('line.txt', `before\n${'x'.repeat(200_000)}\nafter`);
    expect(await use('read', { path: 'line.txt' })).toMatch(
      /^\[Lines 1-2 of 3; line 2 is cut; go on with offset 2\]\nbefore/,
    );
    expect(await use('read', { path: 'line.txt', offset: 2 })).toMatch(
      /^\[Lines 2-2 of 3; line 2 is longer than can be shown; go on with offset 3\]\nx/,
    );
    expect(await use('read', { path: 'line.txt', offset: 3 })).toBe('[Lines 3-3 of 3]\nafter');
  });

  test('lists a folder, also that of a workspace that is not there yet', async () => {
    expect(await use('read', { path: '.' })).toBe('[A folder with 0 entries]');
    mkdirSync(join(root, 'notes'), { recursive: true });
    put('a.md', 'abc');
    expect(await use('read', { path: '.' })).toBe('[A folder with 2 entries]\na.md (3 bytes)\nnotes/');
    await expect(use('read', { path: 'no.md' })).rejects.toThrow('Cannot read "no.md": it does not exist');
  });
});

describe('write', () => {
  test('makes the file with its folders, and says how much it wrote', async () => {
    expect(await use('write', { path: 'notes/today.md', content: 'one\ntwo\n' })).toBe('Wrote 8 bytes in 2 lines.');
    expect(textAt('notes/today.md')).toBe('one\ntwo\n');
    expect(await use('write', { path: 'notes/today.md', content: '' })).toBe('Wrote 0 bytes in 0 lines.');
  });

  test('writes into the workspace of its own agent', async () => {
    await use('write', { path: 'mine.md', content: 'x' }, 'work');
    expect(readdirSync(join(state, 'workspace-work'))).toEqual(['mine.md']);
    await expect(use('read', { path: 'mine.md' })).rejects.toThrow('it does not exist');
    await expect(use('read', { path: join(state, 'workspace-work/mine.md') })).rejects.toThrow('outside');
  });

  test.each([
    ['no path', { content: 'x' }],
    ['an empty path', { path: '', content: 'x' }],
    ['no content', { path: 'a.md' }],
    ['content that is no text', { path: 'a.md', content: 5 }],
  ])('refuses %s', async (_what, input) => {
    await expect(use('write', input)).rejects.toThrow(/^Cannot use "write"/);
  });
});

describe('edit', () => {
  test('makes all edits at once, found in the text as it was', async () => {
    put('a.txt', 'one two three');
    const edits = [
      { oldText: 'three', newText: 'one' },
      { oldText: 'one', newText: 'three' },
    ];
    expect(await use('edit', { path: 'a.txt', edits })).toBe('Made 2 edits; the file has 13 bytes now.');
    expect(textAt('a.txt')).toBe('three two one');
    await use('edit', { path: 'a.txt', oldText: 'two ', newText: '' });
    expect(textAt('a.txt')).toBe('three one');
  });

  test.each([
    ['is not there', [{ oldText: 'x', newText: '' }], 'its oldText "x" is not in the file; read it again'],
    ['is there twice', [{ oldText: 'ab ', newText: '' }], 'is in the file 2 times; give more around it'],
    ['overlaps itself', [{ oldText: 'zz', newText: '' }], 'is in the file 2 times'],
    [
      'is wrong beside a right one',
      [
        { oldText: 'c', newText: 'C' },
        { oldText: 'x', newText: '' },
      ],
      'the oldText of edit 2 "x" is not in the file',
    ],
    [
      'overlaps another',
      [
        { oldText: 'bzz', newText: '' },
        { oldText: 'zzzc', newText: '' },
      ],
      'edits 1 and 2 overlap',
    ],
    ['is none', [], 'Cannot edit a file without "edits"'],
  ])('refuses an edit that %s, and then makes none', async (_what, edits, reason) => {
    put('a.txt', 'ab ab abzzzc');
    await expect(use('edit', { path: 'a.txt', edits })).rejects.toThrow(reason);
    expect(textAt('a.txt')).toBe('ab ab abzzzc');
  });

  test('edits of one file at the same time are all kept', async () => {
    put('list.txt', Array.from({ length: 15 }, (_, index) => `<${index}>\n`).join(''));
    const edits = Array.from({ length: 15 }, (_, index) =>
      use('edit', { path: 'list.txt', oldText: `<${index}>`, newText: `done ${index}` }),
    );
    await Promise.all(edits);
    expect(textAt('list.txt')).toBe(Array.from({ length: 15 }, (_, index) => `done ${index}\n`).join(''));
  });

  test('leaves the ends of lines and the mark at the beginning as they are', () => {
    const edit = { oldText: 'b\nc', newText: 'x\ny\nz' };
    expect(applyEdits('f', '\ufeffa\r\nb\r\nc\r\n', [edit])).toBe('\ufeffa\r\nx\r\ny\r\nz\r\n');
    expect(applyEdits('f', 'a\nb\nc\n', [edit])).toBe('a\nx\ny\nz\n');
    expect(applyEdits('f', 'costs 5', [{ oldText: '5', newText: '$& $1' }])).toBe('costs $& $1');
  });

  test('says that a file is not there, by the name that it was given', async () => {
    const edit = { path: 'no.txt', oldText: 'a', newText: 'b' };
    await expect(use('edit', edit)).rejects.toThrow('Cannot edit "no.txt": it does not exist; use write to make it');
    expect(readdirSync(state)).toEqual([]);
  });
});
