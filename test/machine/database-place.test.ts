import { expect, test } from 'vitest';
import { databasePlace, placeName } from '../../src/machine/database-place.ts';
import { stateDirectory } from '../../src/machine/state-directory.ts';

const directory = stateDirectory('/home/me/.openclaw');
const place = (url?: string, token?: string) =>
  databasePlace(directory, { PINCER_DATABASE_URL: url, PINCER_DATABASE_TOKEN: token });

test('databasePlace() is the file of the state directory unless the variables name a server', () => {
  const path = '/home/me/.openclaw/pincer.db';
  expect(place()).toEqual({ kind: 'file', url: `file://${path}`, path });
  expect(place('  ', '')).toEqual({ kind: 'file', url: `file://${path}`, path });
  const server = place(' libsql://chat-me.example.io ', 'a-token\n');
  expect(server).toEqual({ kind: 'server', url: 'libsql://chat-me.example.io', token: 'a-token' });
  expect(placeName(server)).toBe('chat-me.example.io');
  expect(place('http://127.0.0.1:8080')).toMatchObject({ kind: 'server', token: undefined });
  expect(place('libsql://127.0.0.1:8080?tls=0')).toMatchObject({ url: 'libsql://127.0.0.1:8080?tls=0' });
});

test.each([
  ['no address at all', /as it is no address: write it like/],
  ['file:///somewhere/else.db', /as it must begin with libsql:\/\/, https:\/\/ or http:\/\/: received file:$/],
  ['postgres://me:hidden@host/db', /as it must begin with .*: received postgres:$/],
  ['https://me:hidden@host', /as it holds a secret: put the token into PINCER_DATABASE_TOKEN$/],
  ['libsql://host?authToken=hidden', /as it holds a secret: put the token into PINCER_DATABASE_TOKEN$/],
  ['libsql://host?hidden=1', /as it may have no query but \?tls=0 or \?tls=1, and no fragment$/],
  ['libsql:/host', /as it names no host/],
])('databasePlace() refuses %s in one sentence, and repeats no secret', (url, words) => {
  expect(() => place(url)).toThrow(words);
  expect(() => place(url)).not.toThrow(/hidden/);
});

test('databasePlace() refuses a token that belongs to no address, or that cannot be one', () => {
  expect(() => place(undefined, 'hidden')).toThrow(
    /^Cannot use PINCER_DATABASE_TOKEN as PINCER_DATABASE_URL is not set/,
  );
  expect(() => place('libsql://host', 'hidden in two')).toThrow(/^Cannot use PINCER_DATABASE_TOKEN as it has blanks/);
  expect(() => place('libsql://host', 'hidden in two')).not.toThrow(/hidden/);
});
