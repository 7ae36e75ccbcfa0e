// What works in workspaces - the file tools, agents.files.* and the prompt with its BOOTSTRAP.md - over both kinds.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { Workspaces } from '../../src/agent-seams.ts';
import { Bootstrap } from '../../src/agents/bootstrap.ts';
import { createInstructions } from '../../src/agents/instructions.ts';
import { Settings } from '../../src/config/schema.ts';
import { agentFileMethods } from '../../src/methods/agent-files.ts';
import type { Agent } from '../../src/ports.ts';
import { createFileTools } from '../../src/tools/files.ts';
import { makeTurn } from '../agents/turn.ts';
import { openMethods } from '../methods/surroundings.ts';
import { kinds } from './workspaces.ts';

const scene = { agentId: 'main', sessionKey: 'agent:main:main', model: null, runId: 'r' };

function user(workspaces: Workspaces) {
  return (name: string, input: unknown): Promise<string> => {
    const tool = createFileTools(workspaces).find(({ facts }) => facts.name === name);
    if (!tool) throw new Error(`No tool ${name}`);
    return tool.run(input, scene, new AbortController().signal);
  };
}

describe.each(kinds)('in a workspace %s', (_kind, open) => {
  test('the file tools read, list, write and edit', async () => {
    const use = user(await open());
    expect(await use('read', { path: '.' })).toBe('[A folder with 0 entries]');
    expect(await use('write', { path: 'notes/a.md', content: 'one\ntwo\n' })).toBe('Wrote 8 bytes in 2 lines.');
    expect(await use('read', { path: 'notes/a.md', offset: 2 })).toBe('[Lines 2-2 of 2]\ntwo\n');
    const edits = [
      { oldText: 'one', newText: 'two' },
      { oldText: 'two', newText: 'one' },
    ];
    expect(await use('edit', { path: 'notes/a.md', edits })).toBe('Made 2 edits; the file has 8 bytes now.');
    expect(await use('read', { path: './notes//a.md' })).toBe('[Lines 1-2 of 2]\ntwo\none\n');
    expect(await use('read', { path: '.' })).toBe('[A folder with 1 entry]\nnotes/');
    expect(await use('read', { path: 'notes' })).toBe('[A folder with 1 entry]\na.md (8 bytes)');
    await expect(use('read', { path: 'no.md' })).rejects.toThrow('Cannot read "no.md": it does not exist');
    const none = use('edit', { path: 'no.md', oldText: 'a', newText: 'b' });
    await expect(none).rejects.toThrow('Cannot edit "no.md": it does not exist; use write to make it');
    await expect(use('write', { path: 'notes', content: '' })).rejects.toThrow('Cannot write "notes": it is a folder');
  });

  test('edits of one file at the same time are all kept', async () => {
    const use = user(await open());
    const all = Array.from({ length: 15 }, (_, index) => index);
    await use('write', { path: 'list.txt', content: all.map((index) => `<${index}>`).join('') });
    await Promise.all(
      all.map((index) => use('edit', { path: 'list.txt', oldText: `<${index}>`, newText: `(${index})` })),
    );
    expect(await use('read', { path: 'list.txt' })).toContain(all.map((index) => `(${index})`).join(''));
  });

  test('agents.files.* list, set and get, by the names that there are', async () => {
    const workspaces = await open();
    const { result } = openMethods({ workspaces });
    const { root } = workspaces('main');
    const asked = async (name: 'agents.files.list' | 'agents.files.get' | 'agents.files.set', params: object) => {
      const answer = await result(name, { agentId: 'main', ...params });
      expect(v.safeParse(agentFileMethods[name]?.result ?? v.never(), answer).issues ?? []).toEqual([]);
      return answer;
    };
    const absent = (await asked('agents.files.list', {})).files;
    expect(absent.every(({ missing }: { missing: boolean }) => missing)).toBe(true);
    await workspaces('main').write('memory.md', 'old');
    await workspaces('main').write('SOUL.md/notes', 'a folder of that name');
    const memory = { name: 'MEMORY.md', path: `${root}/memory.md`, missing: false, size: 3 };
    await asked('agents.files.set', { name: 'MEMORY.md', content: 'new' });
    const { file } = await asked('agents.files.get', { name: 'MEMORY.md' });
    expect(file).toMatchObject({ ...memory, content: 'new' });
    expect((await asked('agents.files.list', {})).files).toContainEqual(expect.objectContaining(memory));
    expect((await asked('agents.files.get', { name: 'SOUL.md' })).file).toMatchObject({ missing: true });
    await expect(asked('agents.files.set', { name: 'SOUL.md', content: 'x' })).rejects.toThrow('it is a folder');
    const large = asked('agents.files.set', { name: 'USER.md', content: 'x'.repeat(2_100_000) });
    await expect(large).rejects.toThrow('Cannot write "USER.md": a text may have 2 MB at most');
  });

  test('the prompt has the files as they are now, and BOOTSTRAP.md for one run', async () => {
    const workspaces = await open();
    const bootstrap = new Bootstrap();
    const settings = v.parse(Settings, {});
    const needs = { settings: () => settings, workspaces, bootstrap, now: () => 0, timeZone: 'UTC' };
    const instructions = createInstructions(needs);
    const workspace = workspaces('main');
    const run = async (runId: string) => {
      let told = '';
      const agent: Agent = async function* (turn) {
        told = await instructions(turn, []);
        yield { type: 'step', usage: { input: 1, output: 1 }, stopReason: 'stop' };
      };
      const turn = { ...makeTurn('Hello'), agentId: 'main', runId };
      for await (const _event of bootstrap.around(agent, workspaces)(turn, new AbortController().signal));
      return told;
    };
    expect(await run('none')).not.toContain('Project Context');
    await workspace.write('AGENTS.md', 'Be kind.');
    await workspace.write('BOOTSTRAP.md', 'Ask for a name.');
    expect(await run('one')).toMatch(/Be kind\..*Ask for a name\./s);
    // As long as the text before it, and perhaps of the same millisecond.
    await workspace.write('AGENTS.md', 'Be bold.');
    const second = await run('two');
    expect(second).toContain('Be bold.');
    expect(second).not.toContain('BOOTSTRAP');
    expect(await workspace.read('BOOTSTRAP.done.md')).toMatchObject({ text: 'Ask for a name.' });
    expect(await workspace.look('BOOTSTRAP.md')).toBeNull();
  });
});
