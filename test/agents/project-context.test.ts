// What an agent is told of itself and its workspace, from real files.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ToolFacts, Workspace } from '../../src/agent-seams.ts';
import { Bootstrap } from '../../src/agents/bootstrap.ts';
import { cutMiddle, layOut } from '../../src/agents/context-budget.ts';
import { createInstructions } from '../../src/agents/instructions.ts';
import { Settings } from '../../src/config/schema.ts';
import { openWorkspaces } from '../../src/machine/workspace.ts';
import type { Agent, AgentEvent } from '../../src/ports.ts';
import { makeTurn } from './turn.ts';

const NOON = Date.UTC(2026, 8, 1, 12);
const NOTICE = '[Some workspace files are cut; the read tool shows all of them.]';
const readTool: ToolFacts = {
  name: 'read',
  label: 'Read',
  description: 'Reads a file.\nIn lines.',
  parameters: {},
  source: 'core',
  group: 'fs',
};

let state = '';
let root = '';
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'pincer-context-'));
  root = join(state, 'workspace');
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const put = (name: string, text: string) => {
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, name), text);
};

function open(agents: v.InferInput<typeof Settings>['agents'] = {}, clock = { now: NOON }) {
  const settings = v.parse(Settings, { agents });
  const settingsFile = join(state, 'openclaw.json');
  const asked: string[] = [];
  const real = openWorkspaces({ settings: () => settings, stateDirectory: state, settingsFile, home: state });
  const workspaces = (agentId: string): Workspace => {
    const workspace = real(agentId);
    const read: Workspace['read'] = (path, lines) => {
      asked.push(path);
      return workspace.read(path, lines);
    };
    return { ...workspace, read };
  };
  const bootstrap = new Bootstrap();
  const needs = { settings: () => settings, workspaces, bootstrap, now: () => clock.now, timeZone: 'Europe/Berlin' };
  const instructions = createInstructions(needs);
  const tell = (turn: Partial<Parameters<typeof instructions>[0]> = {}, tools = [readTool]) =>
    instructions({ agentId: 'main', runId: 'r', instructions: null, ...turn }, tools);
  /** A whole run, as the agent does it. */
  const run = async (runId: string, events: AgentEvent[] | Error, abort = new AbortController()) => {
    let told = '';
    const agent: Agent = async function* (turn) {
      told = await instructions(turn, [readTool]);
      if (events instanceof Error) throw events;
      yield* events;
    };
    const reading = bootstrap.around(agent, workspaces)({ ...makeTurn('Hello'), agentId: 'main', runId }, abort.signal);
    try {
      for await (const _event of reading);
    } catch (error) {
      if (error !== events) throw error;
    }
    return told;
  };
  return { tell, run, asked, instructions, bootstrap, workspaces };
}

const step: AgentEvent = { type: 'step', usage: { input: 1, output: 1 }, stopReason: 'stop' };

describe('the system prompt', () => {
  test('says who the agent is, what it has, what it is to do, and the day', async () => {
    const list = [{ id: 'main', name: 'Main', identity: { name: 'Ada', emoji: '🦞' } }];
    const prompt = await open({ list }).tell({ instructions: 'Speak of ships.' });
    expect(prompt).toMatch(/^You are Ada 🦞, a personal assistant/);
    expect(prompt).toContain('answer exactly NO_REPLY and nothing else');
    expect(prompt).toContain('\n- read: Reads a file. In lines.\n');
    expect(prompt).toMatch(/Tuesday,? 1 September 2026 \(Europe\/Berlin\)/);
    expect(prompt).toMatch(/# Instructions for this run\n\nSpeak of ships\.$/);
    expect(prompt).not.toContain(state);
  });

  test('is the same all day, and what changes stands behind what does not', async () => {
    put('AGENTS.md', 'Be kind.');
    const clock = { now: NOON };
    const { tell } = open({}, clock);
    const before = await tell();
    clock.now += 9 * 60 * 60 * 1000;
    expect(await tell()).toBe(before);
    clock.now += 2 * 60 * 60 * 1000;
    const after = await tell();
    expect(after).not.toBe(before);
    const same = [...before].findIndex((character, index) => character !== [...after][index]);
    expect(same).toBeGreaterThan(before.indexOf('Be kind.'));
  });

  test('says nothing of tools or of a workspace to an agent without them', async () => {
    const prompt = await open().tell({}, []);
    expect(prompt).not.toMatch(/tool|workspace|#.*Context/i);
    expect(existsSync(root)).toBe(false);
  });
});

describe('the project context', () => {
  test('has the files in their order, without blank ones and others', async () => {
    for (const name of ['USER.md', 'AGENTS.md', 'memory.md', 'SOUL.md', 'IDENTITY.md']) put(name, `of ${name}\n`);
    put('TOOLS.md', ' \n');
    put('other.md', 'not this');
    const prompt = await open().tell();
    const section = prompt.slice(prompt.indexOf('# Project Context'), prompt.indexOf('# Today'));
    const files = ['AGENTS.md', 'SOUL.md', 'IDENTITY.md', 'USER.md', 'memory.md'];
    expect(section.trim()).toBe(`# Project Context\n\n${files.map((name) => `## ${name}\n\nof ${name}`).join('\n\n')}`);
  });

  test('prefers MEMORY.md, and leaves out what cannot be read', async () => {
    put('MEMORY.md', 'the real one');
    put('memory.md', 'an old one');
    put('SOUL.md', 'a\0b');
    mkdirSync(join(root, 'AGENTS.md'));
    const prompt = await open().tell();
    expect(prompt).toContain('## MEMORY.md\n\nthe real one');
    expect(prompt).not.toMatch(/an old one|SOUL|AGENTS/);
  });

  test('is read anew when a file changes, and only then', async () => {
    put('AGENTS.md', 'first');
    const { tell, asked } = open();
    await tell();
    await tell();
    expect(asked).toEqual(['AGENTS.md']);
    put('AGENTS.md', 'second');
    expect(await tell()).toContain('second');
    put('SOUL.md', 'new');
    rmSync(join(root, 'AGENTS.md'));
    expect(await tell()).toMatch(/^(?!.*second).*new/s);
    expect(asked).toEqual(['AGENTS.md', 'AGENTS.md', 'SOUL.md']);
  });

  test('says once that something is cut, and keeps head and tail', async () => {
    put('AGENTS.md', `begin ${'a'.repeat(5000)} end`);
    put('SOUL.md', `start ${'b'.repeat(5000)} stop`);
    put('USER.md', 'short');
    const { tell } = open({ defaults: { bootstrapMaxChars: 1000 } });
    const prompt = await tell();
    expect(prompt.split(NOTICE)).toHaveLength(2);
    expect(prompt).toMatch(/begin a+\n\n\[…\]\n\na+ end/);
    expect(prompt).toMatch(/start b+\n\n\[…\]\n\nb+ stop/);
    expect(prompt).toContain('short');
    expect(await tell({}, [])).toContain('[Some workspace files are cut.]');
    expect(await open().tell()).not.toContain('are cut');
  });

  test('never is longer than its total, whatever the files hold', () => {
    const names = ['AGENTS.md', 'SOUL.md', 'USER.md'];
    const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 500, size: 'max' }), {
      minLength: 3,
      maxLength: 3,
    });
    const limit = fc.integer({ min: 0, max: 1500 });
    fc.assert(
      fc.property(texts, limit, limit, (given, perFile, total) => {
        const files = given.map((text, index) => ({ name: names[index] ?? '', ...cutMiddle(text, perFile) }));
        for (const { text } of files) expect(text.length).toBeLessThanOrEqual(perFile);
        const { text } = layOut(files, total, NOTICE);
        expect(text.length).toBeLessThanOrEqual(total);
        expect(text.split(NOTICE).length).toBeLessThanOrEqual(2);
        if (text !== '' && given.some((one) => !text.includes(one))) expect(text).toContain(NOTICE);
        expect(text.isWellFormed()).toBe(true);
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });
});

describe('BOOTSTRAP.md', () => {
  test('is shown in one run only, also after a restart, and its words are kept', async () => {
    put('BOOTSTRAP.md', 'Ask for a name.');
    expect(await open().run('one', [step])).toContain('## BOOTSTRAP.md\n\nAsk for a name.');
    expect(readdirSync(root)).toEqual(['BOOTSTRAP.done.md']);
    expect(readFileSync(join(root, 'BOOTSTRAP.done.md'), 'utf8')).toBe('Ask for a name.');
    expect(await open().run('two', [step])).not.toContain('Ask for a name');
    put('BOOTSTRAP.md', 'Once more.');
    expect(await open().run('three', [step])).toContain('Once more.');
    expect(readdirSync(root).sort()).toEqual(['BOOTSTRAP.done-2.md', 'BOOTSTRAP.done.md']);
  });

  test('stays for the next run when one fails, is stopped or says nothing', async () => {
    put('BOOTSTRAP.md', 'Ask for a name.');
    const { run } = open();
    const stopped = new AbortController();
    stopped.abort();
    expect(await run('failed', new Error('no'))).toContain('Ask for a name');
    expect(await run('stopped', [step], stopped)).toContain('Ask for a name');
    expect(await run('silent', [])).toContain('Ask for a name');
    expect(readdirSync(root)).toEqual(['BOOTSTRAP.md']);
    expect(await run('answered', [step])).toContain('Ask for a name');
    expect(readdirSync(root)).toEqual(['BOOTSTRAP.done.md']);
  });

  test('is not shown to a second run while a first one has it, and always to the first', async () => {
    put('BOOTSTRAP.md', 'Ask for a name.');
    const { tell } = open();
    expect(await tell({ runId: 'first' })).toContain('Ask for a name');
    expect(await tell({ runId: 'second' })).not.toContain('Ask for a name');
    expect(await tell({ runId: 'first' })).toContain('Ask for a name');
  });

  test('is not used up by a run that had no room for it', async () => {
    put('AGENTS.md', 'a'.repeat(900));
    put('BOOTSTRAP.md', 'Ask for a name.'.repeat(20));
    const { run } = open({ defaults: { bootstrapTotalMaxChars: 700 } });
    expect(await run('one', [step])).not.toContain('Ask for a name');
    expect(readdirSync(root).sort()).toEqual(['AGENTS.md', 'BOOTSTRAP.md']);
  });
});
