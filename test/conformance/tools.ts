// Tools and the rules about them, over the socket and over HTTP; and sessions that speak to each other through them.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { textOf } from '../fixtures/client.ts';
import type { Gateway } from '../fixtures/gateway.ts';
import { history, lines, talk } from '../fixtures/greeting.ts';
import { modelSettings } from '../fixtures/model.ts';
import type { House } from './house.ts';

const Listed = v.object({ groups: v.array(v.object({ tools: v.array(v.object({ id: v.string() })) })) });
const Called = v.object({ result: v.object({ content: v.tuple([v.object({ text: v.string() })]) }) });
const sessionTools = ['session_status', 'sessions_list', 'sessions_history', 'sessions_send'];

function named(answer: unknown): string[] {
  return v.parse(Listed, answer).groups.flatMap(({ tools }) => tools.map(({ id }) => id));
}

async function invoke(gateway: Gateway, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${gateway.http}/tools/invoke`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  return { status: response.status, answer, text: () => v.parse(Called, answer).result.content[0].text };
}

export function tools(house: House): void {
  describe('tools', () => {
    test('tools.catalog and tools.effective list what there is and what may be used', async () => {
      const client = await house.connect();
      expect(named(await client.request('tools.catalog'))).toEqual(expect.arrayContaining(sessionTools));
      const effective = await client.request('tools.effective', { sessionKey: house.key() });
      expect(effective).toMatchObject({ agentId: 'main', profile: 'full', groups: [{ id: 'core', source: 'core' }] });
      expect(named(effective)).toEqual(expect.arrayContaining(sessionTools));
    });

    test('a tool that the settings deny is not offered, and refused when a model or a person asks for it by name', async () => {
      const settings = { ...modelSettings(house.model), tools: { deny: ['sessions_list'] } };
      const gateway = await house.start({ settings });
      const client = await house.connect({ to: gateway });
      expect(named(await client.request('tools.catalog'))).toContain('sessions_list');
      expect(named(await client.request('tools.effective', { sessionKey: 'main' }))).not.toContain('sessions_list');

      const said = 'use what you may not';
      house.model.acts(said, [
        { type: 'tools', calls: [{ id: 'denied', name: 'sessions_list', arguments: '{}' }] },
        { type: 'text', text: 'I may not.' },
      ]);
      await talk(client, 'main', said);
      const { messages } = await history(client, 'main');
      expect(messages.find(({ role }) => role === 'toolResult')).toMatchObject({ toolCallId: 'denied', isError: true });
      expect(messages.map(({ content }) => textOf(content)).at(-1)).toBe('I may not.');

      const refused = await invoke(gateway, { tool: 'sessions_list' });
      expect(refused).toMatchObject({ status: 404, answer: { ok: false, error: { type: 'not_found' } } });
      expect(JSON.stringify(refused.answer)).toContain('tools.deny');
      expect((await invoke(gateway, { tool: 'session_status' })).status).toBe(200);
      await gateway.stop();
    });

    test('POST /tools/invoke calls a tool in a session', async () => {
      const client = await house.connect();
      const key = house.key();
      await talk(client, key, 'something to read');
      const status = await invoke(house.gateway, { tool: 'session_status', sessionKey: key });
      expect(JSON.parse(status.text())).toMatchObject({ session: key, model: 'test/one', entries: 2 });
      const read = await invoke(house.gateway, { tool: 'sessions_history', args: { key } });
      expect(JSON.parse(read.text())).toMatchObject({
        messages: [
          { role: 'user', text: 'something to read' },
          { role: 'assistant', text: 'You said: something to read' },
        ],
      });
      const listed = await invoke(house.gateway, { tool: 'sessions_list', args: { search: 'something to read' } });
      expect(JSON.parse(listed.text())).toMatchObject({ sessions: [{ key, status: 'done' }] });
    });

    test('POST /tools/invoke refuses strangers, foreign pages, those who may only read, and what is no request', async () => {
      const tool = { tool: 'session_status' };
      expect(await invoke(house.gateway, tool, { authorization: 'Bearer guessed' })).toMatchObject({
        status: 401,
        answer: { ok: false, error: { type: 'unauthorized' } },
      });
      expect((await invoke(house.gateway, tool, { origin: 'https://evil.example' })).status).toBe(403);
      expect(await invoke(house.gateway, tool, { 'x-openclaw-scopes': 'operator.read' })).toMatchObject({
        status: 403,
        answer: { ok: false, error: { type: 'forbidden' } },
      });
      expect(await invoke(house.gateway, {})).toMatchObject({
        status: 400,
        answer: { ok: false, error: { type: 'invalid_request' } },
      });
    });

    test('a model sends to another session, and hears its answer', async () => {
      const client = await house.connect();
      const [here, there] = [house.key(), house.key()];
      await talk(client, there, 'hello');
      const said = `ask ${there}`;
      const input = JSON.stringify({ key: there, message: `a question for ${there}` });
      house.model.acts(said, [
        { type: 'tools', calls: [{ id: 'send', name: 'sessions_send', arguments: input }] },
        { type: 'text', text: 'I asked.' },
      ]);
      await talk(client, here, said);
      expect(lines(await history(client, there)).slice(2)).toEqual([
        `user: a question for ${there}`,
        `assistant: You said: a question for ${there}`,
      ]);
      const { messages } = await history(client, there);
      expect(messages.at(2)?.__openclaw).toMatchObject({
        senderId: here,
        runId: expect.stringMatching(/^sessions-send:1:/),
      });
      const result = (await history(client, here)).messages.find(({ role }) => role === 'toolResult');
      expect(JSON.parse(textOf(result?.content))).toMatchObject({
        session: there,
        status: 'ok',
        reply: `You said: a question for ${there}`,
      });
    });
  });
}
