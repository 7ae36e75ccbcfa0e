// A workspace on a real file system: what is inside can be read and written, and nothing else. What holds without one,
// too, is in test/store/workspace.test.ts.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Settings } from '../../src/config/schema.ts';
import { openWorkspaces } from '../../src/machine/workspace.ts';

let base = '';
let root = '';
let outside = '';
const SECRET = 'what nobody may read';

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'pincer-workspace-'));
  root = join(base, 'state', 'workspace');
  outside = join(base, 'outside');
  mkdirSync(root, { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret.txt'), SECRET);
  writeFileSync(join(base, 'state', 'openclaw.json'), SECRET);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function open(agents: v.InferInput<typeof Settings>['agents'] = {}, agentId = 'main') {
  const settings = v.parse(Settings, { agents });
  const stateDirectory = join(base, 'state');
  const settingsFile = join(stateDirectory, 'openclaw.json');
  return openWorkspaces({ settings: () => settings, stateDirectory, settingsFile, home: base })(agentId);
}

const put = (path: string, text: string | Uint8Array) => writeFileSync(join(root, path), text);
const link = (to: string, path: string) => symlinkSync(to, join(root, path));

describe('workspaces', () => {
  test('each agent has its own folder, by its settings or in the state directory', () => {
    const list = [{ id: 'main' }, { id: 'work', workspace: '~/work' }, { id: 'home', default: true }];
    const state = join(base, 'state');
    expect(open({}).root).toBe(join(state, 'workspace'));
    expect(open({ list }, 'home').root).toBe(join(state, 'workspace'));
    expect(open({ list }, 'main').root).toBe(join(state, 'workspace-main'));
    expect(open({ list }, 'work').root).toBe(join(base, 'work'));
    expect(open({ list, defaults: { workspace: 'notes' } }, 'home').root).toBe(join(state, 'notes'));
    expect(open({ list, defaults: { workspace: '/srv/notes' } }, 'main').root).toBe(join(state, 'workspace-main'));
    expect(open({}, '../../outside').root).toBe(join(state, 'workspace-..%2F..%2Foutside'));
  });

  test('agents with their own workspaces do not see each other’s files', async () => {
    const one = open({}, 'one');
    const two = open({}, 'two');
    await one.write('notes.md', 'mine');
    expect(await two.look('notes.md')).toBeNull();
    await expect(two.read('../workspace-one/notes.md')).rejects.toThrow('it is outside of the workspace');
  });

  test('one that is not there is empty, and is made by the first write, for its owner alone', async () => {
    const workspace = open({}, 'new');
    expect(await workspace.look('.')).toBeNull();
    expect(await workspace.read('AGENTS.md')).toBeNull();
    expect(await workspace.list('.')).toBeNull();
    expect(existsSync(workspace.root)).toBe(false);
    await workspace.write('deep/er/notes.md', 'x');
    expect(statSync(workspace.root).mode & 0o777).toBe(0o700);
    expect(statSync(join(workspace.root, 'deep/er')).mode & 0o777).toBe(0o700);
    expect(statSync(join(workspace.root, 'deep/er/notes.md')).mode & 0o777).toBe(0o600);
  });
});

describe('paths', () => {
  test.each([
    ['a relative one', () => 'notes/a.md'],
    ['one with dots that stay inside', () => './notes/../notes//a.md'],
    ['an absolute one', () => join(root, 'notes/a.md')],
    ['one through a link to a folder inside', () => 'linked/a.md'],
    ['a link to a file inside', () => 'a-link.md'],
  ])('%s leads to the file', async (_what, path) => {
    mkdirSync(join(root, 'notes'));
    put('notes/a.md', 'before');
    link('notes', 'linked');
    link(join(root, 'notes/a.md'), 'a-link.md');
    const workspace = open();
    expect(await workspace.read(path())).toMatchObject({ text: 'before' });
    await workspace.write(path(), 'after');
    expect(readFileSync(join(root, 'notes/a.md'), 'utf8')).toBe('after');
    expect(readdirSync(root).sort()).toEqual(['a-link.md', 'linked', 'notes']);
  });

  const attacks: [string, () => string][] = [
    ['up', () => '../../outside/secret.txt'],
    ['up from a folder', () => 'notes/../../../outside/secret.txt'],
    ['the root of the machine', () => '/etc/passwd'],
    ['absolute', () => join(outside, 'secret.txt')],
    ['a sibling whose name begins alike', () => `${root}-evil/secret.txt`],
    ['home', () => '~/outside/secret.txt'],
    ['NUL', () => 'notes\0/../../outside/secret.txt'],
    ['endless', () => 'a/'.repeat(2000)],
    ['a link to a file', () => 'file-link'],
    ['a link to a folder', () => 'folder-link/secret.txt'],
    ['a new file behind a link', () => 'folder-link/new.txt'],
    ['a link to a link', () => 'second-link'],
    ['a link with dots', () => 'dots-link/secret.txt'],
    ['a link that leads nowhere', () => 'dangling'],
    ['a new file behind a link that leads nowhere', () => 'dangling/new.txt'],
    ['links in a circle', () => 'circle'],
    ['a file as a folder', () => 'plain.txt/secret.txt'],
    ['a long name', () => 'n'.repeat(300)],
  ];

  test.each(attacks)('%s is refused for reading and writing, and nothing is told of it', async (_what, path) => {
    mkdirSync(join(root, 'notes'));
    mkdirSync(`${root}-evil`);
    writeFileSync(`${root}-evil/secret.txt`, SECRET);
    put('plain.txt', 'plain');
    link(join(outside, 'secret.txt'), 'file-link');
    link(outside, 'folder-link');
    link('file-link', 'second-link');
    link('../../outside', 'dots-link');
    link(join(outside, 'not-there'), 'dangling');
    link('circle', 'circle');
    const workspace = open();
    const before = readdirSync(outside);
    for (const ask of [
      () => workspace.read(path()),
      () => workspace.look(path()),
      () => workspace.list(path()),
      () => workspace.write(path(), 'mine now'),
      () => workspace.write(path(), (text) => `${text}mine now`),
      () => workspace.move(path(), 'taken.txt'),
      () => workspace.move('plain.txt', path()),
    ]) {
      const error: unknown = await ask().then(
        () => 'nothing was refused',
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringMatching(/^Cannot \w+ ".*": /s) });
      const words = String(error).replaceAll(path(), '');
      expect(words).not.toContain(base);
      expect(words).not.toContain(SECRET);
    }
    expect(readdirSync(outside)).toEqual(before);
    expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe(SECRET);
    expect(readFileSync(join(root, 'plain.txt'), 'utf8')).toBe('plain');
  });

  test.each([
    ['a pipe', () => execFileSync('mkfifo', [join(root, 'special')])],
    ['a device', () => link('/dev/zero', 'special')],
  ])('%s is never opened', async (_what, make) => {
    make();
    const workspace = open();
    await expect(workspace.read('special')).rejects.toThrow(/outside of the workspace|not a regular file/);
    await expect(workspace.write('special', 'x')).rejects.toThrow(/outside of the workspace|not a regular file/);
  });

  test('the gateway’s own files stay hidden from a workspace that holds the state directory', async () => {
    for (const place of [join(base, 'state'), base]) {
      const workspace = open({ defaults: { workspace: place } });
      const path = (name: string) => join(base, 'state', name);
      for (const name of ['openclaw.json', 'pincer.db', 'pincer.key', 'agents/main/sessions/x.jsonl']) {
        await expect(workspace.read(path(name))).rejects.toThrow('it belongs to the gateway itself');
        await expect(workspace.write(path(name), 'x')).rejects.toThrow('it belongs to the gateway itself');
      }
      await workspace.write(path('AGENTS.md'), 'rules');
      expect((await workspace.list(join(base, 'state')))?.entries.map(({ name }) => name)).toEqual(['AGENTS.md']);
    }
  });

  test('a folder that is swapped for a link again and again never leads out', async () => {
    mkdirSync(join(root, 'real'));
    put('real/secret.txt', 'harmless');
    const workspace = open();
    let swapping = true;
    const swaps = (async () => {
      for (let turn = 0; swapping; turn += 1) {
        renameSync(join(root, 'real'), join(root, 'aside'));
        symlinkSync(outside, join(root, 'real'));
        await new Promise(setImmediate);
        rmSync(join(root, 'real'));
        renameSync(join(root, 'aside'), join(root, 'real'));
        if (turn % 3 === 0) await new Promise(setImmediate);
      }
    })();
    for (let turn = 0; turn < 150; turn += 1) {
      const read = await workspace.read('real/secret.txt').catch(() => null);
      expect(read?.text ?? 'harmless').toBe('harmless');
      await workspace.write('real/secret.txt', 'harmless').catch(() => undefined);
      await workspace.write(`real/new-${turn}/deep/a.txt`, 'harmless').catch(() => undefined);
    }
    swapping = false;
    await swaps;
    expect(readdirSync(outside)).toEqual(['secret.txt']);
    expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe(SECRET);
  });
});

describe('texts', () => {
  test('a write keeps the mode, replaces all of it and leaves nothing beside it', async () => {
    put('run.sh', 'a much longer text than the new one');
    chmodSync(join(root, 'run.sh'), 0o750);
    await open().write('run.sh', 'short');
    expect(readFileSync(join(root, 'run.sh'), 'utf8')).toBe('short');
    expect(statSync(join(root, 'run.sh')).mode & 0o777).toBe(0o750);
    expect(readdirSync(root)).toEqual(['run.sh']);
  });

  test('changes of one file are made one after another, also when it is new and under two names', async () => {
    link('.', 'again');
    const workspace = open();
    const changes = Array.from({ length: 20 }, (_, index) =>
      workspace.write(index % 2 ? 'count.txt' : 'again/count.txt', (before) => String(Number(before ?? 0) + 1)),
    );
    await Promise.all(changes);
    expect(readFileSync(join(root, 'count.txt'), 'utf8')).toBe('20');
  });

  test('a change that is refused changes nothing', async () => {
    put('a.txt', 'as it was');
    const refused = open().write('a.txt', () => {
      throw new Error('no');
    });
    await expect(refused).rejects.toThrow();
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('as it was');
    expect(readdirSync(root)).toEqual(['a.txt']);
  });

  test('what is no text is refused; bytes that are no UTF-8 are shown as such and never written back', async () => {
    put('program', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1]));
    put('latin', new Uint8Array([0x63, 0x61, 0x66, 0xe9]));
    const workspace = open();
    await expect(workspace.read('program')).rejects.toThrow('Cannot read "program": it is not text');
    expect(await workspace.read('latin')).toMatchObject({ text: 'caf\ufffd' });
    await expect(workspace.write('latin', (text) => `${text}!`)).rejects.toThrow('it is not UTF-8 text');
    await expect(workspace.write('program', (text) => `${text}!`)).rejects.toThrow('it is not text');
  });

  test('of a text of more than 2 MB a part is read, also from the middle, and a larger one is not written', async () => {
    const line = `${'ä'.repeat(499)}\n`;
    put('large.txt', line.repeat(5000));
    const workspace = open();
    const all = await workspace.read('large.txt');
    expect(all).toMatchObject({ cut: true, total: null });
    expect(Buffer.byteLength(all?.text ?? '')).toBeLessThanOrEqual(2 * 1024 * 1024);
    expect(all?.text).not.toContain('\ufffd');
    expect(await workspace.read('large.txt', { from: 4000, count: 2 })).toMatchObject({
      text: line.repeat(2),
      to: 4001,
      total: null,
      cut: false,
    });
    await expect(workspace.write('large.txt', (text) => `${text}!`)).rejects.toThrow('it is larger than 2 MB');
    await expect(workspace.write('new.txt', 'ä'.repeat(1024 * 1024 + 1))).rejects.toThrow('2 MB at most');
    expect(readdirSync(root)).toEqual(['large.txt']);
  });

  test('a folder is listed in order, without what is neither file nor folder, 500 at most', async () => {
    mkdirSync(join(root, 'b'));
    put('c.txt', 'four');
    put('A.txt', '');
    link(outside, 'out');
    expect(await open().list('.')).toEqual({
      entries: [
        { name: 'A.txt', kind: 'file', size: 0 },
        { name: 'b', kind: 'folder', size: 0 },
        { name: 'c.txt', kind: 'file', size: 4 },
      ],
      more: 0,
    });
    for (let index = 0; index < 510; index += 1) put(`b/${index}`, '');
    const many = await open().list('b');
    expect([many?.entries.length, many?.more]).toEqual([500, 10]);
  });
});
