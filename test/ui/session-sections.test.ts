// How the list of sessions is parted.
import { describe, expect, test } from 'vitest';
import type { SessionInfo } from '../../ui/src/conversation/wire.ts';
import { previewOf } from '../../ui/src/sessions/preview.ts';
import { firstOf, sectionsOf, unwritten } from '../../ui/src/sessions/sections.ts';

const now = new Date(2026, 2, 30, 9).getTime();
const hours = (count: number) => now - count * 3_600_000;
const at = (key: string, time: number, more: Partial<SessionInfo> = {}): SessionInfo => {
  return { ...unwritten(key, false, time), ...more };
};
const parted = (sessions: SessionInfo[], groups: string[] = []) =>
  sectionsOf(sessions, { mainKey: 'main', groups, now }).map(({ id, sessions }) => [
    id,
    sessions.map(({ key }) => key),
  ]);

describe('The sections', () => {
  test('begin with the main session, whether or not anything was said in it', () => {
    expect(parted([])).toEqual([['pinned', ['main']]]);
    const pinned = at('other', hours(1), { pinned: true });
    expect(parted([pinned, at('main', hours(500))])).toEqual([['pinned', ['main', 'other']]]);
  });

  test('go by days and not by hours', () => {
    const sessions = [at('one', hours(1)), at('two', hours(10)), at('three', hours(34)), at('four', hours(24 * 30))];
    expect(parted(sessions)).toEqual([
      ['pinned', ['main']],
      ['today', ['one']],
      ['yesterday', ['two']],
      ['week', ['three']],
      ['earlier', ['four']],
    ]);
  });

  test('have the groups in their order; pins come before them and the archive after everything', () => {
    const sessions = [
      at('a', hours(1), { category: 'House' }),
      at('b', hours(2), { category: 'Work' }),
      at('c', hours(2), { category: 'Work', pinned: true }),
      at('d', hours(3), { category: 'Work', archived: true, pinned: true }),
    ];
    expect(parted(sessions, ['Work', 'Empty', 'House'])).toEqual([
      ['pinned', ['main', 'c']],
      ['group:Work', ['b']],
      ['group:House', ['a']],
      ['archived', ['d']],
    ]);
  });

  test('lose nobody whose group is not known yet', () => {
    expect(parted([at('a', hours(1), { category: 'New' })])).toContainEqual(['today', ['a']]);
  });

  test('are drawn up to a number, and say how many there are', () => {
    const archived = Array.from({ length: 5 }, (_, index) => at(`old${index}`, hours(1), { archived: true }));
    const all = sectionsOf([at('a', hours(1)), ...archived], { mainKey: 'main', groups: [], now });
    const drawn = firstOf(all, 4);
    expect(drawn.map(({ id, sessions }) => [id, sessions.length])).toEqual([
      ['pinned', 1],
      ['today', 1],
      ['archived', 2],
    ]);
    expect(drawn.at(-1)?.count).toBe(5);
    expect(firstOf(all, 2)).toHaveLength(2);
  });
});

test('A preview is one line without the marks of Markdown', () => {
  expect(previewOf('# Title\n\n- **one** and `two`\n> [three](https://example.com)')).toBe('Title one and two three');
  expect(previewOf(undefined)).toBe('');
});
