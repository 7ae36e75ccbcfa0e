import { describe, expect, test } from 'vitest';
import { readLines } from '../../src/import/lines.ts';
import { growTree, type Tree } from '../../src/import/tree.ts';
import { said } from './fixture.ts';

const note = (id: string, parentId: string | null, type = 'thinking_level_change') => ({ type, id, parentId });

function grow(lines: readonly object[], end = '\n'): Tree {
  const text = lines.map((line) => JSON.stringify(line)).join('\n') + end;
  return growTree('s', readLines(text).lines, 500);
}

/** "branch/position id<parent" of each entry. */
function places({ entries }: Tree): string[] {
  return entries.map(({ branch, position, id, parentId }) => `${branch}/${position} ${id}<${parentId ?? ''}`);
}

describe('growTree()', () => {
  test('bridges what is no part of the conversation', () => {
    const tree = grow([said('a', null, '1'), note('x', 'a'), note('y', 'x', 'custom'), said('b', 'y', '2')]);
    expect(places(tree)).toEqual(['0/1 a<', '0/2 b<a']);
    expect(tree.leftOut).toEqual({ thinking_level_change: 1, custom: 1 });
    expect(tree.stand).toEqual({ leafId: 'b', branch: 0, position: 2, branches: 1 });
    expect(tree.branches).toEqual([]);
  });

  test('gives each line of the tree a branch where it leaves another', () => {
    const tree = grow([
      said('a', null, '1'),
      said('b', 'a', '2'),
      said('c', 'b', '3'),
      said('b2', 'a', 'other'),
      said('c2', 'b2', 'and on'),
      said('d', 'c', 'later on the first'),
    ]);
    expect(places(tree)).toEqual(['0/1 a<', '0/2 b<a', '0/3 c<b', '1/2 b2<a', '1/3 c2<b2', '0/4 d<c']);
    expect(tree.branches).toEqual([{ sessionId: 's', branch: 1, fromBranch: 0, fromPosition: 1 }]);
    expect(tree.stand).toMatchObject({ leafId: 'd', branch: 0, position: 4, branches: 2 });
  });

  test('begins a new line at a reset', () => {
    const reset = { type: 'reset', id: 'r', parentId: 'a', timestamp: '2026-01-01T00:00:01.000Z' };
    const tree = grow([said('a', null, '1'), reset, said('b', 'r', '2')]);
    expect(places(tree)).toEqual(['0/1 a<', '1/1 r<a', '1/2 b<r']);
    expect(tree.branches).toEqual([{ sessionId: 's', branch: 1, fromBranch: null, fromPosition: 0 }]);
    expect(tree.entries[1]).toMatchObject({
      role: 'system',
      meta: { kind: 'reset' },
      at: Date.UTC(2026, 0, 1, 0, 0, 1),
    });
  });

  test('stands at a free place after a rewind, where what comes next collides with nothing', () => {
    const leaf = { type: 'leaf', id: 'l', parentId: 'b', targetId: 'a', appendParentId: 'a' };
    const tree = grow([said('a', null, '1'), said('b', 'a', '2'), leaf]);
    expect(tree.stand).toEqual({ leafId: 'a', branch: 1, position: 1, branches: 2 });
    expect(tree.branches).toEqual([{ sessionId: 's', branch: 1, fromBranch: 0, fromPosition: 1 }]);
    const began = grow([said('a', null, '1'), { ...leaf, targetId: null, appendParentId: null }]);
    expect(began.stand).toEqual({ leafId: null, branch: 1, position: 0, branches: 2 });
    expect(grow([said('a', null, '1'), { ...leaf, targetId: 'nobody' }]).leftOut).toEqual({ leaf: 1 });
  });

  test('keeps a compaction with its summary, its tokens and what it kept', () => {
    const compaction = {
      type: 'compaction',
      id: 'k',
      parentId: 'c',
      timestamp: '2026-01-01T00:00:02.000Z',
      summary: 'They counted.',
      firstKeptEntryId: 'b',
      tokensBefore: 50_000,
    };
    const before = [said('a', null, '1'), said('b', 'a', '2'), said('c', 'b', '3')];
    const tree = grow([...before, compaction, said('d', 'k', '4')]);
    expect(places(tree)).toEqual(['0/1 a<', '0/2 b<a', '0/3 c<b', '0/4 k<c', '0/5 d<k']);
    expect(tree.entries[3]).toMatchObject({
      role: 'system',
      content: [{ type: 'text', text: 'They counted.' }],
      meta: { kind: 'compaction', compaction: { tokensBefore: 50_000, keptFrom: 2 } },
    });
    const all = grow([...before, { ...compaction, firstKeptEntryId: 'gone', tokensAfter: 7 }]);
    expect(all.entries[3]?.meta.compaction).toMatchObject({ keptFrom: 4, tokensAfter: 7 });
  });

  test('lets an entry whose parent is missing follow the one before, and counts it', () => {
    const tree = grow([said('a', null, '1'), said('c', 'lost', '3'), said('d', 'd', 'of itself')]);
    expect(places(tree)).toEqual(['0/1 a<', '0/2 c<a', '0/3 d<c']);
    expect(tree.mended).toBe(2);
  });

  test('reads the oldest lines, which name no parents, one after another', () => {
    const { parentId: _, ...flat } = { ...said('b', null, '2'), parentId: null };
    expect(places(grow([said('a', null, '1'), flat]))).toEqual(['0/1 a<', '0/2 b<a']);
  });

  test('counts what it leaves out: repeated names, unknown kinds, roles and names', () => {
    const tree = grow([
      said('a', null, '1'),
      said('a', null, 'again'),
      { type: 'message', id: 'b', parentId: 'a', message: { role: 'bashExecution', content: 'ls' } },
      { type: 'message', id: 'c', parentId: 'a', message: null },
      said('no\tname', 'a', '2'),
      { type: '\u001b[31m', id: 'd', parentId: 'a' },
      said('e', 'd', '3'),
    ]);
    expect(places(tree)).toEqual(['0/1 a<', '0/2 e<a']);
    expect(tree.leftOut).toEqual({
      repeated: 1,
      'message of bashExecution': 1,
      'message of unknown': 1,
      'message without an id': 1,
      unknown: 1,
    });
  });

  test('says where an image was, and reads what assistants and tools say', () => {
    const parts = [
      { type: 'text', text: 'look' },
      { type: 'image', data: 'AAAA', mimeType: 'image/png' },
    ];
    const tree = grow([
      { type: 'message', id: 'a', parentId: null, message: { role: 'user', content: parts, timestamp: 7 } },
      {
        type: 'message',
        id: 'b',
        parentId: 'a',
        timestamp: '2026-01-01T00:00:00.000Z',
        message: {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', thinkingSignature: 'x' },
            { type: 'toolCall', id: 't', name: 'exec', arguments: { sessionId: 1 } },
          ],
          usage: { input: 1, output: 2, cacheRead: 9, totalTokens: 3 },
          openclawAbort: { aborted: true, origin: 'stop-command', runId: 'r' },
          idempotencyKey: 'r:assistant',
        },
      },
    ]);
    expect(tree.lostParts).toBe(1);
    expect(tree.entries[0]).toMatchObject({ content: 'look\n\n[image left out by the import]', at: 7 });
    expect(tree.entries[1]).toMatchObject({
      content: [
        { type: 'thinking', thinking: 'hm' },
        { type: 'toolCall', id: 't', name: 'exec', arguments: { sessionId: 1 } },
      ],
      meta: {
        runId: 'r',
        idempotencyKey: 'r:assistant',
        usage: { input: 1, output: 2, totalTokens: 3 },
        abort: { origin: 'stop-command' },
      },
      at: Date.UTC(2026, 0, 1),
    });
  });
});

describe('readLines()', () => {
  const whole = JSON.stringify(said('a', null, 'words'));

  test('skips a last line that was cut in the middle, wherever it was cut', () => {
    for (let at = 1; at < whole.length; at += 1) {
      const { lines, cut, damaged } = readLines(`${whole}\n${whole.slice(0, at)}`);
      expect({ lines: lines.length, cut, damaged }).toEqual({ lines: 1, cut: 1, damaged: 0 });
    }
  });

  test('reads a last whole line without its line break, and counts what is damaged in the middle', () => {
    expect(readLines(`${whole}\n${whole}`)).toMatchObject({ cut: 0, damaged: 0 });
    const { lines, cut, damaged } = readLines(`\uFEFF${whole}\r\n{"type":\n\n[]\nnull\n${whole}\n`);
    expect({ lines: lines.length, cut, damaged }).toEqual({ lines: 2, cut: 0, damaged: 3 });
  });
});
