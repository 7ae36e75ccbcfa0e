// The log on the page: what a line is read as, which lines are shown, and how many are kept.
import { describe, expect, test } from 'vitest';
import { passes } from '../../ui/src/views/logs/log-filter.ts';
import { readLine, wholeOf } from '../../ui/src/views/logs/log-line.ts';
import { LogStore, MOST_LINES } from '../../ui/src/views/logs/log-store.ts';

const record = (level: string, message: string, more: object = {}) =>
  JSON.stringify({ '@timestamp': '2026-11-28T18:43:14.242Z', level, message, logger: 'pincer.test', ...more });
const lines = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `line ${from + index}`);
const tail = (lines: string[], cursor: number) => ({ file: 'log', cursor, lines, truncated: false, reset: false });

describe('readLine()', () => {
  test('takes a record apart, by whichever name its level goes', () => {
    expect(readLine(record('WARN', 'Look'), 7)).toMatchObject({
      id: 7,
      at: Date.UTC(2026, 10, 28, 18, 43, 14, 242),
      level: 'warning',
      logger: 'pincer.test',
      message: 'Look',
      more: false,
    });
    expect(readLine(record('WARNING', 'Look'), 0).level).toBe('warning');
    expect(readLine(record('ERROR', 'Look', { properties: { port: 1 } }), 0)).toMatchObject({
      level: 'error',
      more: true,
    });
  });

  test.each(['', 'plain words', '{"half":', '[]', '{}', '{"level":3}', 'null', '{"message":null,"level":"INFO"}'])(
    'shows %j as it is',
    (raw) => expect(readLine(raw, 0)).toMatchObject({ level: null, logger: '', message: raw, at: null }),
  );

  test('spells out what would steer a terminal or turn the direction of reading', () => {
    const hostile = 'a\u001b[2J\u202Egnp.exe\u0000<b>';
    expect(readLine(hostile, 0).message).toBe('a\\u001b[2J\\u202egnp.exe\\u0000<b>');
    expect(readLine(record('INFO', hostile), 0).message).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(wholeOf(readLine(record('INFO', hostile), 0))).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
  });

  test('shows the beginning of a line of a megabyte, and has the whole of it', () => {
    const line = readLine(record('INFO', 'x'.repeat(1_000_000)), 0);
    expect(line.message.length).toBeLessThan(2100);
    expect(line.more).toBe(true);
    expect(wholeOf(line).length).toBeGreaterThan(1_000_000);
  });
});

describe('passes()', () => {
  const all = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].map((level, id) => readLine(record(level, 'Words'), id));
  const shown = (threshold: 'all' | 'info' | 'warning' | 'error', text = '') =>
    all.filter((line) => passes(line, { threshold, text })).map(({ level }) => level);

  test('lets a level through and those above it', () => {
    expect(shown('all')).toHaveLength(5);
    expect(shown('info')).toEqual(['info', 'warning', 'error', 'fatal']);
    expect(shown('error')).toEqual(['error', 'fatal']);
  });

  test('shows lines without a level at every one, and finds words in whatever case', () => {
    const crash = readLine('Error: out of memory', 0);
    expect(passes(crash, { threshold: 'error', text: '' })).toBe(true);
    expect(passes(crash, { threshold: 'error', text: ' OUT of ' })).toBe(true);
    expect(passes(crash, { threshold: 'all', text: 'disk' })).toBe(false);
  });
});

describe('LogStore.take()', () => {
  const shown = (store: LogStore) => store.blocks.value.flatMap((block) => block.lines.map(({ raw }) => raw));

  test('adds at the end, and leaves the blocks before the last as they were', () => {
    const store = new LogStore();
    store.take(tail(lines(250), 10));
    const before = store.blocks.value;
    store.take(tail(lines(75, 250), 20));
    expect(shown(store)).toEqual(lines(325));
    expect(store.blocks.value.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(store.blocks.value[0]).toBe(before[0]);
    expect(store.cursor).toBe(20);
  });

  test('keeps the newest 5,000 lines, and says that there are older ones', () => {
    const store = new LogStore();
    store.take(tail(lines(MOST_LINES), 1));
    expect(store.older.value).toBe(false);
    store.take(tail(lines(130, MOST_LINES), 2));
    expect(shown(store)).toEqual(lines(MOST_LINES, 130));
    expect(store.count.value).toBe(MOST_LINES);
    expect(store.older.value).toBe(true);
    store.take(tail(lines(2 * MOST_LINES, 10_000), 3));
    expect(shown(store)).toEqual(lines(MOST_LINES, 10_000 + MOST_LINES));
  });

  test('keeps less when lines are long, and always the last one', () => {
    const store = new LogStore();
    store.take(
      tail(
        Array.from({ length: 30 }, () => 'x'.repeat(1_000_000)),
        1,
      ),
    );
    expect(store.count.value).toBe(20);
    store.take(tail(['y'.repeat(30_000_000)], 2));
    expect(store.count.value).toBe(1);
  });

  test('begins anew when the log was another one', () => {
    const store = new LogStore();
    store.take(tail(lines(10), 100));
    store.take({ ...tail(lines(3, 50), 5), reset: true, truncated: true });
    expect(shown(store)).toEqual(lines(3, 50));
    expect(store.anew.value).toBe(true);
    expect(store.older.value).toBe(true);
    const keys = store.blocks.value.flatMap((block) => block.lines.map(({ id }) => id));
    expect(keys).toEqual([10, 11, 12]);
  });
});
