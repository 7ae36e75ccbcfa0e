// agents.files.* over real folders: names, places, and what does not fit.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Settings } from '../../src/config/schema.ts';
import { openWorkspaces } from '../../src/machine/workspace.ts';
import { agentFileMethods } from '../../src/methods/agent-files.ts';
import { openMethods } from './surroundings.ts';

let state = '';
let root = '';
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'pincer-agent-files-'));
  root = join(state, 'workspace');
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

function open() {
  const settings = v.parse(Settings, {});
  const settingsFile = join(state, 'openclaw.json');
  const places = { settings: () => settings, stateDirectory: state, settingsFile, home: state };
  return openMethods({ workspaces: openWorkspaces(places) });
}

test('agents.files.* answer what their schemas say', async () => {
  const { result } = open();
  const file = { agentId: 'main', name: 'AGENTS.md' };
  const asked = [
    ['agents.files.list', { agentId: 'main' }],
    ['agents.files.set', { ...file, content: 'x' }],
    ['agents.files.get', file],
    ['agents.files.list', { agentId: 'main' }],
  ] as const;
  for (const [name, params] of asked) {
    const schema = agentFileMethods[name]?.result ?? v.never();
    expect(v.safeParse(schema, await result(name, params)).issues ?? []).toEqual([]);
  }
});

test('a workspace that says memory.md has that as its MEMORY.md, for reading and writing', async () => {
  mkdirSync(root);
  writeFileSync(join(root, 'memory.md'), 'old');
  const { result } = open();
  const file = { agentId: 'main', name: 'MEMORY.md' };
  expect((await result('agents.files.get', file)).file).toMatchObject({
    name: 'MEMORY.md',
    path: join(root, 'memory.md'),
    content: 'old',
  });
  await result('agents.files.set', { ...file, content: 'new' });
  expect(readdirSync(root)).toEqual(['memory.md']);
  expect(readFileSync(join(root, 'memory.md'), 'utf8')).toBe('new');
});

test('a file that is a link to somewhere else keeps no other from being listed, and is not read', async () => {
  mkdirSync(root);
  writeFileSync(join(root, 'SOUL.md'), 'me');
  for (const name of ['IDENTITY.md', 'MEMORY.md']) symlinkSync(join(state, 'openclaw.json'), join(root, name));
  const { result } = open();
  const { files } = await result('agents.files.list', { agentId: 'main' });
  const there = files.filter(({ missing }: { missing: boolean }) => !missing);
  expect(there.map(({ name }: { name: string }) => name)).toEqual(['SOUL.md']);
  await expect(result('agents.files.get', { agentId: 'main', name: 'IDENTITY.md' })).rejects.toThrow(
    'Cannot read "IDENTITY.md"',
  );
});

test('a file of more than 2 MB is listed with its size, and neither shown nor written', async () => {
  mkdirSync(root);
  writeFileSync(join(root, 'USER.md'), 'u'.repeat(2_100_000));
  const { result } = open();
  const file = { agentId: 'main', name: 'USER.md' };
  const { files } = await result('agents.files.list', { agentId: 'main' });
  expect(files).toContainEqual(expect.objectContaining({ name: 'USER.md', size: 2_100_000, missing: false }));
  await expect(result('agents.files.get', file)).rejects.toThrow('Cannot show "USER.md": it is larger than 2 MB');
  const refused = result('agents.files.set', { ...file, content: 'x'.repeat(2_100_000) });
  await expect(refused).rejects.toThrow('Cannot write "USER.md": a text may have 2 MB at most');
});

test('a folder with the name of a file is no such file, and stays', async () => {
  mkdirSync(join(root, 'SOUL.md'), { recursive: true });
  const { result } = open();
  const file = { agentId: 'main', name: 'SOUL.md' };
  expect((await result('agents.files.get', file)).file).toMatchObject({ missing: true });
  await expect(result('agents.files.set', { ...file, content: 'x' })).rejects.toThrow('it is a folder');
});
