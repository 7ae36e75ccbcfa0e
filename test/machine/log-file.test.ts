import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLogger } from '@logtape/logtape';
import { afterEach, expect, test, vi } from 'vitest';
import { REDACTED } from '../../src/config/secrets.ts';
import { LogFile } from '../../src/machine/log-file.ts';
import { type Logs, setUpLogs } from '../../src/machine/logs.ts';

const files: { close(): unknown }[] = [];
const directory = mkdtempSync(join(tmpdir(), 'pincer-log-'));
let made = 0;

afterEach(async () => {
  for (const file of files.splice(0)) await file.close();
  vi.restoreAllMocks();
});

test('LogFile.tail() gives the newest lines, then what came since', () => {
  const log = open();
  for (const line of ['one', 'two', 'three']) log.write(line);
  const first = log.tail({ limit: 2 });
  expect(first).toEqual({
    file: log.path,
    cursor: 14,
    size: 14,
    lines: ['two', 'three'],
    truncated: true,
    reset: false,
  });
  expect(log.tail({ cursor: first.cursor })).toMatchObject({ lines: [], cursor: 14, reset: false });
  log.write('four');
  expect(log.tail({ cursor: first.cursor })).toMatchObject({ lines: ['four'], cursor: 19, truncated: false });
});

test('LogFile.tail() passes over nothing when more came than fits', () => {
  const log = open();
  const start = log.tail({}).cursor;
  const written = Array.from({ length: 25 }, (_, index) => `line ${index}`);
  for (const line of written) log.write(line);
  for (const size of [{ limit: 4 }, { maxBytes: 30 }]) {
    const read: string[] = [];
    for (let cursor = start; read.length < 25; ) {
      const tail = log.tail({ cursor, ...size });
      read.push(...tail.lines);
      expect(tail.cursor).toBeGreaterThan(cursor);
      expect(tail.lines.length).toBeLessThanOrEqual(4);
      cursor = tail.cursor;
    }
    expect(read).toEqual(written);
  }
});

test('LogFile.tail() gives only whole lines when the bytes are limited', () => {
  const log = open();
  for (const line of ['aaaa', 'bbbb', 'cccc']) log.write(line);
  expect(log.tail({ maxBytes: 12 })).toMatchObject({ lines: ['bbbb', 'cccc'], truncated: true });
  expect(log.tail({ maxBytes: 10 })).toMatchObject({ lines: ['bbbb', 'cccc'], truncated: true });
  expect(log.tail({ maxBytes: 9 })).toMatchObject({ lines: ['cccc'], truncated: true });
  expect(log.tail({ maxBytes: 2 })).toMatchObject({ lines: [], cursor: 15 });
});

test('LogFile.tail() gets past a line that is longer than the limit', () => {
  const log = open();
  log.write('x'.repeat(50));
  log.write('after');
  const cut = log.tail({ cursor: 0, maxBytes: 20 });
  expect(cut).toMatchObject({ lines: ['x'.repeat(20)], truncated: true, cursor: 20 });
});

test('LogFile.tail() says reset for a cursor of another file', () => {
  const log = open();
  log.write('one');
  expect(log.tail({ cursor: 999 })).toMatchObject({ lines: ['one'], reset: true, cursor: 4 });
});

test('LogFile.write() rotates once, and cursors stay true across it', () => {
  const log = open(20);
  log.write('123456789');
  const before = log.tail({}).cursor;
  log.write('abcdefghi');
  const full = log.tail({}).cursor;
  log.write('new');
  expect(readFileSync(`${log.path}.1`, 'utf8')).toBe('123456789\nabcdefghi\n');
  expect(readFileSync(log.path, 'utf8')).toBe('new\n');
  expect(log.tail({ cursor: full })).toMatchObject({ lines: ['new'], reset: false, size: 4 });
  expect(log.tail({ cursor: before })).toMatchObject({ lines: ['new'], reset: true, truncated: true });
  for (let index = 0; index < 20; index += 1) log.write('again and again');
  expect(statSync(log.path).size + statSync(`${log.path}.1`).size).toBeLessThanOrEqual(40);
});

test('LogFile.write() keeps a record on one line, and only for its owner', () => {
  const log = open();
  log.write('two\nlines');
  expect(log.tail({}).lines).toEqual(['two lines']);
  expect(statSync(log.path).mode & 0o777).toBe(0o600);
});

test('LogFile goes on in the file that is there', () => {
  const first = open();
  first.write('one');
  const again = new LogFile(first.path);
  files.push(again);
  expect(again.tail({}).lines).toEqual(['one']);
});

test('setUpLogs() writes no secret, neither known, nor by name, nor by form', () => {
  const terminal = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const logs = start({ verbose: true, secrets: ['known-secret-1'] });
  logs.hide(['later-secret-1']);
  const logger = getLogger(['pincer', 'test']);
  logger.warn('saw known-secret-1 and later-secret-1 in {facts}', { facts: { token: 'by-name-1', port: 5 } });
  logger.error('failed: {error}', { error: new Error('Authorization: Bearer by-form-123') });
  const shown = logs.file.tail({}).lines.join('\n') + terminal.mock.calls.flat().join('\n');
  for (const secret of ['known-secret-1', 'later-secret-1', 'by-name-1', 'by-form-123'])
    expect(shown).not.toContain(secret);
  expect(logs.file.tail({}).lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'WARN', logger: 'pincer.test', properties: { facts: { token: REDACTED, port: 5 } } },
    { level: 'ERROR' },
  ]);
});

test('setUpLogs() shows warnings in the terminal, and everything with verbose', () => {
  const terminal = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const logger = getLogger(['pincer', 'test']);
  start({ verbose: false });
  logger.debug('quiet');
  logger.info('quiet');
  logger.warn('loud');
  expect(terminal).toHaveBeenCalledTimes(1);
  const logs = start({ verbose: true });
  logger.debug('loud');
  expect(terminal).toHaveBeenCalledTimes(2);
  expect(logs.file.tail({}).lines).toEqual([]);
});

function open(most?: number): LogFile {
  made += 1;
  const log = new LogFile(join(directory, String(made), 'pincer.log'), most);
  files.push(log);
  return log;
}

function start(options: { verbose: boolean; secrets?: string[] }): Logs {
  made += 1;
  const logs = setUpLogs({ level: 'info', file: join(directory, String(made), 'pincer.log'), ...options });
  files.push(logs);
  return logs;
}
