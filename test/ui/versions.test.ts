// Where versions of a message are offered, and in which order.
import { expect, test } from 'vitest';
import { readRow } from '../../ui/src/conversation/row.ts';
import { versionsOf } from '../../ui/src/conversation/versions.ts';

function row(id: string, at: number) {
  const read = readRow({ role: 'user', content: id, timestamp: at, __openclaw: { id, seq: at } });
  if (!read) throw new Error(`Cannot read the row ${id}`);
  return [id, read] as const;
}

const branch = (leafEntryId: string, besideEntryId: string, firstEntryId: string, at: number, updated = at) => ({
  leafEntryId,
  active: false,
  headline: '',
  messageCount: 1,
  besideEntryId,
  firstRole: 'user',
  firstEntryId,
  createdAt: new Date(at).toISOString(),
  updatedAt: new Date(updated).toISOString(),
});

test('versionsOf() offers, at the first message after a parting, the others in the order of their age', () => {
  const rows = new Map([row('one', 10), row('answer', 20), row('two', 50)]);
  const branches = [branch('leaf-a', 'two', 'first-a', 30), branch('leaf-b', 'two', 'first-b', 70)];
  expect([...versionsOf(branches, rows)]).toEqual([
    ['two', { index: 2, count: 3, previous: 'leaf-a', next: 'leaf-b' }],
  ]);
});

test('versionsOf() counts lines with the same beginning once, and takes the one that was spoken on last', () => {
  const rows = new Map([row('one', 100)]);
  const branches = [
    branch('old', 'one', 'first', 10, 20),
    branch('new', 'one', 'first', 10, 30),
    {
      leafEntryId: 'active',
      active: true,
      headline: '',
      messageCount: 1,
      firstRole: 'user',
      createdAt: '',
      updatedAt: '',
    },
  ];
  expect([...versionsOf(branches, rows)]).toEqual([['one', { index: 2, count: 2, previous: 'new', next: null }]]);
});

test('versionsOf() offers nothing where the active line ends at the parting', () => {
  const { besideEntryId: _, ...ended } = branch('leaf', 'one', 'first', 30);
  expect(versionsOf([ended], new Map([row('one', 10)])).size).toBe(0);
});
