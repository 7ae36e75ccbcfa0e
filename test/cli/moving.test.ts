import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, given, said, write } from '../import/fixture.ts';
import { person } from './person.ts';

test('pincer import says what it found and did, in words and in JSON', async () => {
  const user = person();
  expect(await user.run(['import', given('lines')])).toEqual({
    code: 0,
    out: [
      'agent:main:main: 15 entries; left out: 1 thinking_level_change, 3 custom',
      'agent:main:second: 5 entries; left out: 1 thinking_level_change, 1 custom',
      '2 imported, 0 unchanged, 0 left out',
      '',
    ].join('\n'),
    err: '',
  });
  const again = await user.run(['import', given('database'), '--json']);
  expect(JSON.parse(again.out)).toMatchObject({ dryRun: false, imported: 0, unchanged: 2, refused: 0 });
});

test('pincer import counts a cut line and fails in words when a session is left out', async () => {
  const user = person();
  const header = { type: 'session', version: 3, id: 's' };
  const from = write(folder(), 's.jsonl', [header, said('a', null, 'one')], '\n{"type":"message","id":"b","par');
  writeFileSync(join(from, 'sessions.json'), JSON.stringify({ 'agent:main:gone': { sessionId: 'gone' } }));
  expect(await user.run(['import', from])).toEqual({
    code: 1,
    out: [
      'agent:main:gone: left out, as its transcript is not there',
      'agent:main:imported:s: 1 entries; left out: a last line that was cut',
      '1 imported, 0 unchanged, 1 left out',
      '',
    ].join('\n'),
    err: 'Cannot import 1 of 2 sessions: see above\n',
  });
});

test('pincer import --dry-run writes nothing', async () => {
  const user = person();
  const { code, out } = await user.run(['import', given('database'), '--dry-run']);
  expect({ code, last: out.split('\n').at(-2) }).toEqual({ code: 0, last: '2 to import, 0 unchanged, 0 left out' });
  expect(existsSync(user.state)).toBe(false);
});

test('pincer import is asked wrongly with an agent that is no name, or without a path', async () => {
  const user = person();
  expect(await user.run(['import', 'x', '--agent', 'a:b'])).toMatchObject({ code: 2 });
  expect(await user.run('import')).toMatchObject({ code: 2 });
  expect(await user.run('import /nowhere/at/all')).toMatchObject({
    code: 1,
    err: 'Cannot import /nowhere/at/all: it does not exist\n',
  });
});

test('pincer export prints a session, or writes it where only its owner reads it', async () => {
  const user = person();
  await user.run(['import', given('lines')]);
  expect((await user.run('export main')).out).toMatch(/^# Hello, who are you\?\n/);
  expect((await user.run('export main --format html')).out).toMatch(/^<!doctype html>\n/);
  const file = join(folder(), 'main.json');
  const { code, out } = await user.run(['export', 'agent:main:second', '--format', 'json', '--output', file, '--json']);
  expect({ code, ...JSON.parse(out) }).toEqual({
    code: 0,
    ok: true,
    key: 'agent:main:second',
    format: 'json',
    path: file,
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    format: 'pincer-session',
    session: { label: 'Second chat' },
  });
  const other = person();
  expect((await other.run(['import', file])).out).toMatch(/^agent:main:second: 5 entries\n/);
});

test('pincer export shows the active line only, and JSON all of the tree', async () => {
  const user = person();
  await user.run(['import', given('lines')]);
  const shown = (await user.run('export second')).out;
  expect(shown).toContain('after reset');
  expect(shown).not.toContain('another chat\n');
  expect((await user.run('export second --format json')).out).toContain('"another chat"');
});

test('pincer export says when there is no such session or no such format', async () => {
  const user = person();
  const missing = { code: 1, err: 'No session found: agent:main:nobody\n' };
  expect(await user.run('export nobody')).toMatchObject(missing);
  await user.run(['import', given('lines')]);
  expect(await user.run('export nobody')).toMatchObject(missing);
  expect(await user.run('export main --format pdf')).toMatchObject({ code: 2 });
  expect(await user.run('export main --format json --url ws://127.0.0.1:1 --token t')).toMatchObject({
    code: 1,
    err: expect.stringContaining('run it where the gateway is'),
  });
});
