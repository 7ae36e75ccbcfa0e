import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Toolbox } from '../../src/agent-seams.ts';
import { GatewayError } from '../../src/errors.ts';
import type { AgentEvent } from '../../src/ports.ts';
import { type OpenAiServer, startOpenAiServer } from '../fixtures/openai-server.ts';
import { makeAgent, makeTools } from './agent.ts';
import { collect, makeTurn, servedSettings, textIn } from './turn.ts';

let server: OpenAiServer;
beforeAll(async () => {
  server = await startOpenAiServer();
});
afterAll(() => server.close());

const call = (id: string, name = 'clock') => ({ id, name, arguments: '{}' });

function run(tools: Partial<Toolbox>, signal = new AbortController().signal) {
  const settings = servedSettings(server.url);
  return makeAgent(() => settings, { tools: { ...makeTools(), ...tools } })(makeTurn('go'), signal);
}

const ends = (events: AgentEvent[]) => events.filter((event) => event.type === 'tool-end');

test('modelTools() runs what is called in one answer one after another, and ends each with its result', async () => {
  const steps: string[] = [];
  const first = Promise.withResolvers<void>();
  let calls = 0;
  const box: Partial<Toolbox> = {
    call: async () => {
      calls += 1;
      const name = `call ${calls}`;
      steps.push(`${name} begins`);
      if (calls === 1) await first.promise;
      steps.push(`${name} ends`);
      return { text: name, isError: false };
    },
  };
  server.queue({ type: 'tools', calls: [call('a'), call('b')] }, { type: 'text', text: 'Done.' });
  const events = collect(run(box));
  await server.next();
  first.resolve();
  expect(ends(await events)).toMatchObject([
    { id: 'a', text: 'call 1' },
    { id: 'b', text: 'call 2' },
  ]);
  expect(steps).toEqual(['call 1 begins', 'call 1 ends', 'call 2 begins', 'call 2 ends']);
});

test.each([
  ['a result that is an error', async () => ({ text: 'It is closed', isError: true }), 'It is closed'],
  ['a refusal', async () => Promise.reject(new GatewayError('FORBIDDEN', 'Not here')), 'Not here'],
  ['a fault', async () => Promise.reject(new Error('ENOENT /home/ada')), 'it failed for a reason of its own'],
])('modelTools() tells the model of %s, and the run goes on', async (_what, box, words) => {
  server.queue({ type: 'tools', calls: [call('a')] }, { type: 'text', text: 'Sorry.' });
  const events = await collect(run({ call: box }));
  expect(ends(events)).toMatchObject([{ isError: true, text: expect.stringContaining(words) }]);
  expect(textIn(events)).toBe('Sorry.');
  const told = JSON.stringify(server.requests.at(-1)?.body.messages.at(-1));
  expect(told).toContain(words);
  expect(told).not.toContain('/home/ada');
});

test('modelTools() ends the work of a tool when the run is aborted, and begins no other', async () => {
  const controller = new AbortController();
  const ended = Promise.withResolvers<void>();
  let begun = 0;
  const box: Partial<Toolbox> = {
    call: (_name, _input, _scene, signal) => {
      begun += 1;
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          ended.resolve();
          reject(signal.reason);
        }),
      );
    },
  };
  server.queue({ type: 'tools', calls: [call('a'), call('b')] });
  const events: AgentEvent[] = [];
  for await (const event of run(box, controller.signal)) {
    events.push(event);
    if (event.type === 'tool-start' && event.id === 'b') controller.abort();
  }
  await ended.promise;
  expect(begun).toBe(1);
  expect(events.map(({ type }) => type)).toEqual(['model', 'tool-start', 'tool-start']);
});

test('createAgent() asks for tools at the place of the turn, and for instructions that know them', async () => {
  const scenes: unknown[] = [];
  const tools = makeTools();
  const settings = servedSettings(server.url);
  const agent = makeAgent(() => settings, {
    tools: {
      ...tools,
      offered: (scene) => {
        scenes.push(scene);
        return tools.offered(scene);
      },
    },
    instructions: async ({ instructions }, offered) => `${instructions} You have ${offered.map(({ name }) => name)}.`,
  });
  server.queue({ type: 'text', text: 'Aye.' });
  await collect(agent(makeTurn('go', { instructions: 'Speak like a sailor.' }), new AbortController().signal));
  expect(scenes).toEqual([{ agentId: 'main', sessionKey: 'agent:main:main', model: 'local/one', runId: 'run-1' }]);
  expect(server.requests.at(-1)?.body.messages[0]?.content).toBe(
    'Speak like a sailor. You have session_status,clock,wait.',
  );
});
