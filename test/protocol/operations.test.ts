// The table of operations: it is complete, it speaks of nothing that is not there, and nobody else says who may.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { methodNames } from '../../src/methods/dispatch.ts';
import { gatewayTables, sessionTables } from '../../src/methods/tables.ts';
import { isMethodName, type MethodOperation, operations } from '../../src/protocol/operations.ts';

const rows = Object.entries<MethodOperation>(operations);
const namesWhere = (holds: (operation: MethodOperation) => unknown) =>
  rows.flatMap(([name, operation]) => (holds(operation) ? [name] : [])).sort();

test('Every method is an operation, and every operation that is no HTTP route is a method', () => {
  const served = gatewayTables.flatMap((table) => Object.keys(table)).sort();
  expect(served).toEqual(methodNames(gatewayTables));
  const known = rows.map(([name]) => name);
  expect(known.filter(isMethodName).sort()).toEqual(served);
  expect(known.filter((name) => !isMethodName(name)).every((name) => /^[A-Z]+ \//.test(name))).toBe(true);
});

test('No operation is a node’s', () => {
  expect(namesWhere(({ role }) => role !== 'operator')).toEqual([]);
});

test('What takes admin, what is a control write, and what a device may do to itself is what people agreed on', () => {
  expect(namesWhere(({ scope }) => scope === 'operator.admin')).toEqual([
    'agents.files.set',
    'chat.inject',
    'sessions.branches.switch',
    'sessions.compact',
    'sessions.compaction.restore',
    'sessions.delete',
    'sessions.reset',
    'sessions.rewind',
    'system-event',
  ]);
  const own = ['device.token.revoke', 'device.token.rotate'];
  const answers = ['device.pair.approve', 'device.pair.reject', 'device.pair.remove'];
  expect(namesWhere(({ control }) => control)).toEqual(['agents.files.set', ...answers, ...own, 'system-event']);
  expect(namesWhere(({ ownNeedsNone }) => ownNeedsNone)).toEqual(own);
});

test('The socket of a session has no control writes', () => {
  expect(methodNames(sessionTables).filter((name) => operations[name].control)).toEqual([]);
});

test('Methods, routes and commands name no scope of their own', () => {
  const files = ['src/methods', 'routes', 'src/cli'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  );
  const naming = files.filter((path) => path.endsWith('.ts') && /'operator\./.test(readFileSync(path, 'utf8')));
  // What it does not know, it asks for with no more than reading.
  expect(naming).toEqual(['src/cli/ask.ts']);
});
