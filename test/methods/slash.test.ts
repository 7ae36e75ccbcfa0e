// Slash commands: what is one, what it takes, what it changes, and what it says in which language.
import { expect, test } from 'vitest';
import { readCommand } from '../../src/methods/commands/run.ts';
import { slashCommands } from '../../src/methods/commands/table.ts';
import { wordsFor } from '../../src/methods/commands/words.ts';
import { thinkingLevels } from '../../src/protocol/models.ts';
import type { Scope } from '../../src/protocol/scopes.ts';
import { settled } from '../actors/fixture.ts';
import { openMethods } from './surroundings.ts';

const send = (message: string, idempotencyKey: string = crypto.randomUUID()) => {
  return { sessionKey: 'main', idempotencyKey, message };
};

/** What the last command of the main session was answered. */
async function answerTo(message: string, open = openMethods(), locale: string | null = null): Promise<string> {
  await open.call('chat.send', send(message), ['operator.admin'], locale);
  const { messages } = await open.result('chat.history', { sessionKey: 'main' });
  const { role, model, content } = messages.at(-1);
  expect([role, model]).toEqual(['assistant', 'gateway-injected']);
  return content[0].text;
}

test.each([
  ['/status', 'status', ''],
  ['  /STATUS \n', 'status', ''],
  ['/model test/one', 'model', 'test/one'],
  ['/Model\tTest/One ', 'model', 'Test/One'],
  ['/clear', 'reset', ''],
  ['/commands', 'help', ''],
  ['/esc', 'stop', ''],
])('%j is the command %s with %j', (message, name, rest) => {
  expect(readCommand(message)).toMatchObject({ command: { name }, rest });
});

test.each([
  '/etc/passwd',
  '/statuses',
  '/modelling is fun',
  '/model/one',
  'status',
  'please /status',
  '//status',
  '/',
  '',
  '/status\nand then this',
  `/model ${'x'.repeat(200)}`,
])('%j is a message like any other', async (message) => {
  expect(readCommand(message)).toBeNull();
});

test('What is no command goes to the agent as it was written', async () => {
  const { agent, result } = openMethods();
  expect(await result('chat.send', send('/etc/passwd is a file'))).toMatchObject({ status: 'started' });
  await settled();
  expect(agent.turn.turn.entries.at(-1)?.content).toBe('/etc/passwd is a file');
});

test.each([
  ['/reset now', "Cannot run '/reset' with more words, as it takes none: send '/reset' alone"],
  ['/export pdf', "Cannot run '/export' with 'pdf': choose one of md, html"],
  ['/queue later', "Cannot run '/queue' with 'later': choose one of steer, followup, collect, interrupt, default"],
  ['/model nobody', "Cannot use the model 'nobody'"],
])('%j is refused in words, and nothing is written', async (message, words) => {
  const open = openMethods();
  await expect(open.call('chat.send', send(message))).rejects.toThrow(words);
  expect(await open.result('chat.history', { sessionKey: 'main' })).toMatchObject({ messages: [], sessionInfo: null });
  expect(open.agent.turns).toEqual([]);
});

const needs: Record<string, Scope> = {
  new: 'operator.admin',
  reset: 'operator.admin',
  compact: 'operator.admin',
};
const aliases = slashCommands.flatMap(({ name, aliases }) => aliases.map((alias) => [alias, name] as const));

test.each(aliases)('%s takes the scope of the method that it stands for', async (alias, name) => {
  const open = openMethods();
  await open.call('chat.send', send('/status'));
  const asWriter = open.call('chat.send', send(alias), ['operator.write']);
  const scope = needs[name];
  if (scope) {
    await expect(asWriter).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: `missing scope: ${scope}`,
      details: { code: 'MISSING_SCOPE', missingScope: scope },
    });
    expect((await open.result('chat.history', { sessionKey: 'main' })).messages).toHaveLength(2);
  } else await asWriter;
  await open.call('chat.send', send(alias), ['operator.write', 'operator.admin']);
  const asReader = open.call('chat.send', send(alias), ['operator.read']);
  await expect(asReader).rejects.toMatchObject({ code: 'FORBIDDEN', message: 'missing scope: operator.write' });
});

test('/status says how the session stands', async () => {
  expect((await answerTo('/status')).split('\n')).toEqual([
    'Session: agent:main:main',
    'Model: demo/small',
    'Thinking: default',
    'Context: 0 of 1,000 tokens',
    'Tokens: 0 in, 0 out',
    'Queue: followup, 0 waiting',
    'Version: Pincer 1',
  ]);
});

test('/status says what a run cost, that one is answering, and how many wait', async () => {
  const open = openMethods();
  await open.call('chat.send', send('hello'));
  await settled();
  open.agent.turn.say('well');
  open.agent.turn.step('stop', { input: 1200, output: 34, cost: 0.0021 });
  open.agent.turn.end();
  await settled();
  await open.call('chat.send', send('and?'));
  await open.call('chat.send', send('and then?'));
  await settled();
  const said = await answerTo('/status', open);
  expect(said).toContain('Tokens: 1,200 in, 34 out');
  expect(said).toContain('Cost: $0.0021');
  expect(said).toContain('Queue: followup, 1 waiting, answering now');
});

test('/models lists the models and says which is in use, and /model changes it for this session', async () => {
  const open = openMethods();
  expect(await answerTo('/models', open)).toBe('Models\n- demo/small · Small · in use');
  expect(await answerTo('/model', open)).toContain('Model: demo/small.');
  for (const given of ['SMALL', 'demo/small', 'small']) {
    expect(await answerTo(`/model ${given}`, open)).toBe('Model: demo/small, from the next answer on.');
    expect(open.actors.get('agent:main:main')?.disk.session?.model).toBe('demo/small');
    expect(await answerTo('/model Default', open)).toBe('Model: demo/small (default), from the next answer on.');
    expect(open.actors.get('agent:main:main')?.disk.session?.model).toBeNull();
  }
});

test('/model refuses a name that several models go by, and takes one that says which', async () => {
  const open = openMethods();
  const same = (provider: string, id: string, name: string) => {
    return { provider, id, name, available: true, contextWindow: 1000, reasoning: false };
  };
  const models = [same('one', 'same', 'Same'), same('two', 'same', 'Other'), same('router', 'two/same', 'Routed')];
  open.around.models = () => models;
  for (const name of ['same', 'SAME']) {
    await expect(open.call('chat.send', send(`/model ${name}`))).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: `Cannot tell which model '${name}' is: send '/model' with one of one/same, two/same`,
    });
  }
  for (const name of ['two/same', 'other']) {
    expect(await answerTo(`/model ${name}`, open)).toBe('Model: two/same, from the next answer on.');
  }
});

test('/think offers the levels that models are asked with', () => {
  const choices = slashCommands.find(({ name }) => name === 'think')?.argument?.choices;
  expect(choices).toEqual([...thinkingLevels, 'default']);
});

test('/think and /queue change the session, and say what they are without a word', async () => {
  const open = openMethods();
  const stored = () => open.actors.get('agent:main:main')?.disk.session;
  expect(await answerTo('/think HIGH', open)).toBe('Thinking: high, from the next answer on.');
  expect(stored()?.thinking).toBe('high');
  expect(await answerTo('/think', open)).toBe('Thinking: high.');
  await answerTo('/think default', open);
  expect(stored()?.thinking).toBeNull();
  expect(await answerTo('/queue collect', open)).toBe('Queue: collect, from the next message on.');
  expect(stored()?.queueMode).toBe('collect');
  expect(await answerTo('/queue default', open)).toBe('Queue: followup (default), from the next message on.');
  expect(await answerTo('/queue', open)).toBe('Queue: followup (default).');
});

test('/tools lists what tools.effective offers', async () => {
  const open = openMethods();
  const { profile, groups } = await open.result('tools.effective', { sessionKey: 'main' });
  const said = await answerTo('/tools', open);
  const [first] = groups.flatMap(({ tools }: { tools: { id: string }[] }) => tools);
  if (first) expect(said).toContain(`Tools (profile "${profile}")\n- ${first.id} — `);
  else expect(said).toBe('The agent may use no tools here.');
});

test('/export gives the conversation without slash commands, or says how to get what is too long', async () => {
  const open = openMethods();
  const given: { format: string; words: unknown[] }[] = [];
  open.around.readable = async (format, heading, messages) => {
    given.push({ format, words: messages.map(({ content }) => content) });
    return `# ${heading.key}\n\`\`\`\ncode\n\`\`\`\n`;
  };
  await open.call('chat.inject', { sessionKey: 'main', message: 'one' });
  await answerTo('/status', open);
  expect(await answerTo('/export', open)).toBe('````md\n# agent:main:main\n```\ncode\n```\n````');
  await answerTo('/export html', open);
  const words = [[{ type: 'text', text: 'one' }]];
  expect(given).toEqual([
    { format: 'md', words },
    { format: 'html', words },
  ]);

  await open.call('chat.inject', { sessionKey: 'main', message: 'x'.repeat(61_000) });
  open.around.readable = async () => 'é'.repeat(31_000);
  const tooLong = "use: pincer export 'agent:main:main' --format md";
  expect(await answerTo('/export md', open)).toContain(tooLong);
  for (let count = 0; count < 3; count += 1) {
    await open.call('chat.inject', { sessionKey: 'main', message: 'x'.repeat(50_000) });
  }
  open.around.readable = () => Promise.reject(new Error('It is not even tried'));
  expect(await answerTo('/export md', open)).toContain(tooLong);
});

test('/export gives what was said, however much was thought', async () => {
  const open = openMethods();
  open.around.readable = async (_format, _heading, messages) => JSON.stringify(messages.map(({ content }) => content));
  await open.call('chat.send', send('hello'));
  await settled();
  open.agent.turn.emit({ type: 'reasoning', delta: 'x'.repeat(200_000) });
  open.agent.turn.finish('Short.');
  await settled();
  expect(await answerTo('/export', open)).toContain('["hello",[{"type":"text","text":"Short."}]]');
});

test('/export writes its command so that a shell takes any key for a name', async () => {
  const open = openMethods();
  open.around.readable = async () => 'x'.repeat(61_000);
  const sessionKey = "it's; rm -rf ~";
  await open.call('chat.inject', { sessionKey, message: 'one' });
  await open.call('chat.send', { ...send('/export'), sessionKey }, ['operator.admin']);
  const { messages } = await open.result('chat.history', { sessionKey });
  expect(messages.at(-1).content[0].text).toContain("use: pincer export 'agent:main:it'\\''s; rm -rf ~' --format md");
});

test('/export of a conversation of slash commands says that nothing was said', async () => {
  const open = openMethods();
  await answerTo('/status', open);
  expect(await answerTo('/export', open)).toBe('Nothing has been said yet.');
});

test.each([
  ['es-MX', '/help', '- /reset (/clear) — Empezar de nuevo; lo dicho se conserva como parte anterior'],
  ['fr', '/help', 'Options\n- /model [model] — Voir ou choisir le modèle de cette session'],
  ['pt-BR', '/new', '✅ Começou uma conversa nova.'],
  ['zh_CN', '/status', '模型：demo/small'],
  ['de', '/new', '✅ A new conversation has begun.'],
  [null, '/new', '✅ A new conversation has begun.'],
])('Someone who reads %s is answered %s in that language', async (locale, message, words) => {
  expect(await answerTo(message, openMethods(), locale)).toContain(words);
});

test('/help shows every command with what it takes', async () => {
  const said = await answerTo('/help');
  for (const { aliases } of slashCommands) for (const alias of aliases) expect(said).toContain(alias);
  expect(said).toContain('- /queue [steer|followup|collect|interrupt|default] — ');
  expect(said).toContain('- /export [md|html] — ');
});

test('commands.list is the same list for menus, in the language of the client, with and without arguments', async () => {
  const { call, result } = openMethods();
  const { commands } = await result('commands.list', { agentId: 'main', scope: 'text', includeArgs: true });
  expect(commands.map(({ name }: { name: string }) => name)).toEqual(slashCommands.map(({ name }) => name));
  expect(commands).toContainEqual({
    name: 'reset',
    nativeName: 'reset',
    textAliases: ['/reset', '/clear'],
    description: wordsFor('en').commands.reset,
    category: 'session',
    source: 'native',
    scope: 'text',
    acceptsArgs: false,
  });
  const format = { name: 'format', description: 'The form of the document', type: 'string' };
  const choices = ['md', 'html'].map((value) => ({ value, label: value }));
  expect(commands).toContainEqual(expect.objectContaining({ name: 'export', args: [{ ...format, choices }] }));

  const spanish = await call('commands.list', { includeArgs: false }, ['operator.read'], 'es');
  expect(JSON.stringify(spanish.result)).toContain(wordsFor('es').commands.models);
  expect(JSON.stringify(spanish.result)).not.toContain('"args"');
  expect(await result('commands.list', { scope: 'native' })).toEqual({ commands: [] });

  const metadata = await call('chat.metadata', {}, ['operator.read'], 'es');
  const listed = await call('commands.list', {}, ['operator.read'], 'es');
  expect(metadata.result).toMatchObject(listed.result as object);
});

test('Every language has its own words, and no two commands or aliases are the same', () => {
  const all = ['en', 'es', 'fr', 'pt', 'zh'].map((locale) => wordsFor(locale));
  expect(new Set(all.map(({ language }) => language)).size).toBe(5);
  for (const name of slashCommands.map((command) => command.name)) {
    expect(new Set(all.map(({ commands }) => commands[name])).size).toBe(5);
  }
  expect(new Set(aliases.map(([alias]) => alias)).size).toBe(aliases.length);
  for (const { compacted } of all) expect(compacted('{before}', '{after}')).toMatch(/{before}.*{after}/);
});

test('The same command under the same name is done and answered once', async () => {
  const open = openMethods();
  const disk = () => open.actors.get('agent:main:main')?.disk;
  await open.call('chat.inject', { sessionKey: 'main', message: 'one' });
  expect(await open.result('chat.send', send('/reset', 'once'))).toEqual({ runId: 'once', status: 'started' });
  const { session } = disk() ?? {};
  expect(await open.result('chat.send', send('/reset', 'once'))).toEqual({ runId: 'once', status: 'ok' });
  expect(disk()?.session).toEqual(session);
  await expect(open.call('chat.send', send('/clear', 'once'))).rejects.toMatchObject({
    details: { reason: 'chat-request-conflict' },
  });
  const two = await Promise.all([
    open.result('chat.send', send('/new', 'both')),
    open.result('chat.send', send('/new', 'both')),
  ]);
  expect(two.map(({ runId }) => runId)).toEqual(['both', 'both']);
  expect(disk()?.branches).toHaveLength(2);
});
