// Sends that come while a run is live: they wait their turn, are seen waiting, and can be taken back.
import { describe, expect, test } from 'vitest';
import { textOf } from '../fixtures/client.ts';
import { history, lines, send } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

export function queue(house: House): void {
  /** A session with a run that goes on until its gate is ended. */
  async function busy() {
    const client = await house.connect();
    const key = house.key();
    const said = `keep ${key} busy`;
    const gate = house.model.gates(said);
    const { runId } = await send(client, key, said);
    gate.release('working');
    await client.heard(runId, 7);
    return { client, key, said, gate, runId };
  }

  describe('queue', () => {
    test('sends during a run wait where they can be seen, then run in order, each once', async () => {
      const { client, key, said, gate, runId } = await busy();
      const waiting = ['second', 'third', 'fourth'].map((words) => `${words} of ${key}`);
      const runs: string[] = [];
      for (const words of waiting) {
        const sent = await send(client, key, words);
        expect(sent).toEqual({ runId: expect.any(String), status: 'started' });
        runs.push(sent.runId);
      }
      const before = await history(client, key, { inputRunIds: [runId, ...runs, 'nobody'] });
      expect(lines(before)).toEqual([`user: ${said}`]);
      expect(before.pendingInputs.total).toBe(3);
      expect(before.pendingInputs.items.map(({ message }) => textOf(message.content))).toEqual(waiting);
      expect(before.inputReceipts).toMatchObject([
        { runId, state: 'consumed' },
        ...runs.map((run) => ({ runId: run, state: 'pending' })),
      ]);
      const ids = before.pendingInputs.items.map(({ id }) => id);

      gate.end();
      for (const run of runs) expect(await client.ended(run)).toMatchObject({ state: 'final' });
      const after = await history(client, key, { inputRunIds: runs });
      expect(lines(after)).toEqual([
        `user: ${said}`,
        'assistant: working',
        ...waiting.flatMap((words) => [`user: ${words}`, `assistant: You said: ${words}`]),
      ]);
      expect(after.pendingInputs).toEqual({ items: [], total: 0 });
      expect(after.inputReceipts).toEqual(
        runs.map((run, index) => ({ runId: run, state: 'consumed', consumedByEventId: ids[index] })),
      );
      const rows = after.messages.filter(({ role }) => role === 'user').slice(1);
      expect(rows.map(({ __openclaw }) => __openclaw.id)).toEqual(ids);
      for (const words of waiting) expect(house.model.asked(words)).toBe(1);
    });

    test('runs of one session never overlap', async () => {
      const { client, key, gate, runId } = await busy();
      const { runId: next } = await send(client, key, `after ${key}`);
      gate.end();
      await client.ended(next);
      const chat = client.chat().filter((event) => event.sessionKey === key);
      const end = chat.findIndex((event) => event.runId === runId && event.state === 'final');
      expect(chat.slice(end + 1).every((event) => event.runId === next)).toBe(true);
      expect(chat.slice(0, end).every((event) => event.runId === runId)).toBe(true);
    });

    test('sessions run beside each other', async () => {
      const one = await busy();
      const other = await busy();
      other.gate.end();
      expect(await other.client.ended(other.runId)).toMatchObject({ state: 'final' });
      one.gate.end();
      expect(await one.client.ended(one.runId)).toMatchObject({ state: 'final' });
    });

    test('queueMode interrupt stops the live run, keeps what it said, and runs next', async () => {
      const { client, key, said, runId } = await busy();
      const { runId: next } = await send(client, key, 'listen', { queueMode: 'interrupt' });
      expect(await client.ended(runId)).toMatchObject({ state: 'aborted', stopReason: 'interrupt' });
      expect(await client.ended(next)).toMatchObject({ state: 'final' });
      expect(lines(await history(client, key))).toEqual([
        `user: ${said}`,
        'assistant: working',
        'user: listen',
        'assistant: You said: listen',
      ]);
    });

    test('sessions.abort with clearQueued takes back what waits', async () => {
      const { client, key, runId } = await busy();
      const { runId: waiting } = await send(client, key, `never asked of ${key}`);
      expect(await client.request('sessions.abort', { key, clearQueued: true })).toEqual({
        ok: true,
        abortedRunId: runId,
        status: 'aborted',
      });
      for (const run of [runId, waiting]) expect(await client.ended(run)).toMatchObject({ state: 'aborted' });
      const { pendingInputs, messages } = await history(client, key);
      expect(pendingInputs.total).toBe(0);
      expect(messages).toHaveLength(2);
      expect(house.model.asked(`never asked of ${key}`)).toBe(0);
      expect(await client.request('sessions.abort', { key })).toEqual({
        ok: true,
        abortedRunId: null,
        status: 'no-active-run',
      });
    });

    test('chat.abort of a waiting run takes back only that one', async () => {
      const { client, key, gate, runId } = await busy();
      const [first, second] = [await send(client, key, 'first in line'), await send(client, key, 'second in line')];
      const params = { sessionKey: key, runId: first.runId };
      expect(await client.request('chat.abort', params)).toEqual({ ok: true, aborted: true, runIds: [first.runId] });
      gate.end();
      expect(await client.ended(first.runId)).toMatchObject({ state: 'aborted' });
      for (const run of [runId, second.runId]) expect(await client.ended(run)).toMatchObject({ state: 'final' });
      const words = lines(await history(client, key));
      expect(words).not.toContain('user: first in line');
      expect(words).toContain('user: second in line');
    });

    test('sessions.abort finds a run by its id alone', async () => {
      const { client, runId } = await busy();
      expect(await client.request('sessions.abort', { runId })).toMatchObject({
        abortedRunId: runId,
        status: 'aborted',
      });
      expect(await client.refusal('sessions.abort', { runId: 'nobody' })).toMatchObject({
        message: 'No run found: nobody',
      });
      expect(await client.refusal('sessions.abort', {})).toMatchObject({ code: 'INVALID_REQUEST' });
    });
  });
}
