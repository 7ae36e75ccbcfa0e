// Devices as people read them: what they are called, what they may, and which are found.

import * as v from 'valibot';
import { beforeAll, expect, test } from 'vitest';
import { scopes } from '../../src/protocol/scopes.ts';
import { fits, inOrder, newestFirst } from '../../ui/src/views/devices/choosing.ts';
import { heldScopes, nameOf, platformOf, scopeWords } from '../../ui/src/views/devices/naming.ts';
import { Paired, Request } from '../../ui/src/views/devices/wire.ts';
import { english } from '../../ui/src/words/en.ts';
import { loadRoomWords } from '../../ui/src/words/words.ts';

beforeAll(loadRoomWords);

const request = (more: object) => v.parse(Request, { deviceId: 'ab12', requestId: 'r1', clientId: 'cli', ...more });
const paired = (more: object) => v.parse(Paired, { deviceId: 'ab12', clientId: 'webchat-ui', ...more });

test('nameOf() takes the name that a device gives itself, else what kind of program it is', () => {
  expect(nameOf(request({ displayName: 'Kitchen' }))).toBe('Kitchen');
  expect(nameOf(request({}))).toBe('Command line');
  expect(nameOf(request({ clientId: 'constructor' }))).toBe('constructor');
  expect(nameOf(request({ clientId: '' }))).toBe('ab12');
});

test('nameOf() and platformOf() are not led astray by what a device calls itself', () => {
  expect(nameOf(request({ displayName: 'iPhone\u202E' }))).toBe('iPhone\\u202e');
  expect(nameOf(request({ displayName: 'x'.repeat(5000) }))).toHaveLength(81);
  expect(platformOf(request({ platform: 'MacIntel', deviceFamily: 'MacIntel' }))).toBe('MacIntel');
});

test('scopeWords() has words for every scope there is, and shows others as they are', () => {
  expect(Object.keys(english.devices.scopes)).toEqual([...scopes]);
  expect(scopeWords(['operator.read', 'operator.new'])).toBe('read conversations, operator.new');
  expect(scopeWords(['operator.read', 'operator.admin'])).toBe('Everything');
  expect(scopeWords([])).toBe('Nothing');
});

test('heldScopes() are those of the token, which may be fewer than were approved', () => {
  const device = paired({ scopes: ['operator.admin'], tokens: [{ scopes: ['operator.read'] }] });
  expect(heldScopes(device)).toEqual(['operator.read']);
  expect(heldScopes(paired({ scopes: ['operator.read'] }))).toEqual(['operator.read']);
});

test('fits() finds by the name that is shown, the address, the request and the id', () => {
  const one = request({ remoteIp: '203.0.113.5', requestId: 'e9ed8c76' });
  const found = ['', ' COMMAND ', '203.0.113', 'e9ed', 'ab12', 'phone'].filter((wish) => fits(wish, one));
  expect(found).toEqual(['', ' COMMAND ', '203.0.113', 'e9ed', 'ab12']);
});

test('inOrder() has this browser first, then who is here, then who was seen last', () => {
  const all = [
    paired({ deviceId: 'old', lastSeenAtMs: 1 }),
    paired({ deviceId: 'recent', lastSeenAtMs: 9 }),
    paired({ deviceId: 'here', lastSeenAtMs: 2 }),
    paired({ deviceId: 'own', lastSeenAtMs: 0 }),
  ];
  const ids = inOrder(all, 'own', ({ deviceId }) => deviceId === 'here').map(({ deviceId }) => deviceId);
  expect(ids).toEqual(['own', 'here', 'recent', 'old']);
});

test('newestFirst() has the request at the top that somebody has just made', () => {
  const all = [request({ requestId: 'a', ts: 1 }), request({ requestId: 'b', ts: 2 })];
  expect(newestFirst(all).map(({ requestId }) => requestId)).toEqual(['b', 'a']);
});
