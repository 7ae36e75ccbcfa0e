// Which headers name somebody, and when two names are one person.
import { expect, test } from 'vitest';
import { isSameUser, readUser } from '../../src/auth/user-name.ts';

test.each([
  ['ada@example.com', 'ada@example.com'],
  ['  Ada Lovelace ', 'Ada Lovelace'],
  ['', null],
  [' ', null],
  ['ada, eve', null],
  ['ada\u0000', null],
  ['a'.repeat(257), null],
  ['{http.reverse_proxy.header.X-Auth-Request-Email}', null],
  ['(null)', null],
])('readUser() of %j is %j', (header, name) => {
  expect(readUser(header)).toBe(name);
});

test('isSameUser() takes capitals for the same in addresses of mail, and nowhere else', () => {
  expect(isSameUser('Ada@Example.com', 'ada@example.COM')).toBe(true);
  expect(isSameUser('Ada', 'ada')).toBe(false);
  // Lowered by the rules of Unicode, the Kelvin sign would be a k.
  expect(isSameUser('\u212a@example.com', 'k@example.com')).toBe(false);
});
