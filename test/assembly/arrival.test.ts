// Who is counted as one place while nobody knows yet whose a socket is, at every door of every host.
import { expect, test } from 'vitest';
import { arrivalOf } from '../../src/assembly/doors.ts';
import { readFacts } from '../../src/auth/facts.ts';

const from = (peer: string, origin?: string) =>
  arrivalOf(readFacts(new Headers(origin === undefined ? {} : { origin }), { peer, managed: false }));

test('arrivalOf() takes a network of one subscriber for one place', () => {
  expect(from('2001:db8:1:2::1')).toEqual(from('2001:db8:1:2:ffff::9'));
  expect(from('2001:db8:1:2::1')).not.toEqual(from('2001:db8:1:3::1'));
  expect(from('192.0.2.1')).not.toEqual(from('192.0.2.2'));
});

test('arrivalOf() gives every page on this machine a place of its own', () => {
  expect(from('127.0.0.1', 'https://evil.example')).not.toEqual(from('127.0.0.1', 'https://good.example'));
  expect(from('127.0.0.1')).toMatchObject({ local: true });
});
