// What the overview says of the whole: what somebody should look at, and who is connected.
import { expect, test } from 'vitest';
import { troublesOf } from '../../ui/src/views/overview/troubles.ts';
import { inOrder } from '../../ui/src/views/presence.ts';

const model = { id: 'big', name: 'Big', provider: 'acme', tags: ['default'], available: true };
const demo = { ...model, id: 'pincer-demo', provider: 'demo' };
const calm = { away: false, failed: false, models: [model], waiting: 0 };
const kinds = (known: Partial<Parameters<typeof troublesOf>[0]>) =>
  troublesOf({ ...calm, ...known }).map(({ kind }) => kind);

test('troublesOf() finds nothing when all is well, or not known yet', () => {
  expect(kinds({})).toEqual([]);
  expect(kinds({ models: null })).toEqual([]);
});

test('troublesOf() has the worst first', () => {
  const models = [{ ...model, available: false }];
  expect(kinds({ away: true, failed: true, models, waiting: 2 })).toEqual(['away', 'model', 'requests']);
  expect(kinds({ failed: true, models: null })).toEqual(['unloaded']);
});

test('troublesOf() names the demo only where nothing else answers', () => {
  expect(kinds({ models: [demo] })).toEqual(['demo']);
  expect(kinds({ models: [] })).toEqual(['demo']);
  expect(kinds({ models: [model, { ...demo, tags: [] }] })).toEqual([]);
});

test('troublesOf() leaves a model alone that is not the default', () => {
  expect(kinds({ models: [model, { ...model, tags: [], available: false }] })).toEqual([]);
});

test('inOrder() has the gateway first, then this page, then who came last', () => {
  const present = [
    { host: 'early', ts: 0, onlineSince: 1 },
    { host: 'late', ts: 0, onlineSince: 9 },
    { host: 'here', ts: 0, onlineSince: 5, instanceId: 'page' },
    { host: 'gateway', mode: 'gateway', ts: 0 },
  ];
  expect(inOrder(present, 'page').map(({ host }) => host)).toEqual(['gateway', 'here', 'late', 'early']);
});
