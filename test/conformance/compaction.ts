// Summing up, by method and by slash command, and the checkpoints that it leaves.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { BranchedOff, Checkpoints, CompactResult, OneCheckpoint, Restored } from '../../src/protocol/compaction.ts';
import type { Client } from '../fixtures/client.ts';
import { history, lines, send, talk } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

export function compaction(house: House): void {
  async function compacted() {
    const client = await house.connect();
    const key = house.key();
    await talk(client, key, `first of ${key}`);
    const result = v.parse(CompactResult, await client.request('sessions.compact', { key }));
    return { client, key, result };
  }

  async function checkpoints(client: Client, key: string) {
    return v.parse(Checkpoints, await client.request('sessions.compaction.list', { key })).checkpoints;
  }

  describe('compaction', () => {
    test('sessions.compact writes a summary that history divides by, and the model reads it from then on', async () => {
      const { client, key, result } = await compacted();
      expect(result).toMatchObject({ ok: true, key, compacted: true, result: { tokensBefore: expect.any(Number) } });
      const summary = result.result?.summary ?? '';
      expect(summary).toContain(`Person: first of ${key}`);
      const ended = (payload: unknown) => JSON.stringify(payload).includes('"end"');
      await client.event('session.operation', ended);
      const operations = client.frames.filter((frame) => frame.type === 'event' && frame.event === 'session.operation');
      expect(operations.map((frame) => frame.type === 'event' && frame.payload)).toMatchObject([
        { operation: 'compact', phase: 'start', sessionKey: key },
        { operation: 'compact', phase: 'end', sessionKey: key, completed: true },
      ]);
      await talk(client, key, `second of ${key}`);
      const { messages } = await history(client, key);
      expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'system', 'user', 'assistant']);
      expect(messages[2]?.__openclaw).toMatchObject({
        kind: 'compaction',
        tokensBefore: result.result?.tokensBefore,
        tokensAfter: result.result?.tokensAfter,
      });
    });

    test('/compact as a message does the same, under the same scope', async () => {
      const client = await house.connect();
      const key = house.key();
      await talk(client, key, 'one');
      const { runId } = await send(client, key, ' /compact ');
      expect(await client.ended(runId)).toMatchObject({ state: 'final' });
      expect((await history(client, key)).messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'system']);
      const writer = await house.connect({ scopes: ['operator.write'] });
      const params = { sessionKey: key, message: '/compact', idempotencyKey: 'by a writer' };
      expect(await writer.refusal('chat.send', params)).toMatchObject({ message: 'missing scope: operator.admin' });
      expect(house.model.asked('/compact')).toBe(0);
    });

    test('an empty summary changes nothing and says so', async () => {
      const client = await house.connect();
      const key = house.key();
      await talk(client, key, 'one');
      const conversation = 'Person: one\n\nAssistant: You said: one';
      const asked = `Sum up this conversation:\n\n<conversation>\n${conversation}\n</conversation>`;
      house.model.answers(asked, { type: 'text', text: '' });
      expect(await client.refusal('sessions.compact', { key })).toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringContaining('the model said nothing'),
      });
      expect(lines(await history(client, key))).toEqual(['user: one', 'assistant: You said: one']);
      expect(await checkpoints(client, key)).toEqual([]);
      house.model.answers(asked, { type: 'text', text: 'You said: all well' });
    });

    test('sessions.compact says when there is nothing to sum up, and cuts nothing away', async () => {
      const client = await house.connect();
      const key = house.key();
      expect(await client.request('sessions.compact', { key })).toMatchObject({ ok: true, compacted: false });
      expect(await client.refusal('sessions.compact', { key, maxLines: 3 })).toMatchObject({ code: 'INVALID_REQUEST' });
      expect(await client.request('sessions.describe', { key })).toEqual({ session: null });
    });

    test('a checkpoint can be looked at, made a session of its own, and gone back to', async () => {
      const { client, key } = await compacted();
      const [checkpoint, ...others] = await checkpoints(client, key);
      const checkpointId = checkpoint?.checkpointId ?? '';
      expect(others).toEqual([]);
      expect(checkpoint).toMatchObject({
        sessionKey: key,
        reason: 'manual',
        postCompaction: { entryId: checkpointId },
      });
      const one = v.parse(OneCheckpoint, await client.request('sessions.compaction.get', { key, checkpointId }));
      expect(one).toEqual({ ok: true, key, checkpoint });

      const writer = await house.connect({ scopes: ['operator.write'] });
      const made = await writer.request('sessions.compaction.branch', { key, checkpointId });
      const branch = v.parse(BranchedOff, made);
      expect(branch).toMatchObject({ sourceKey: key, entry: { label: 'Checkpoint branch' } });
      expect(lines(await history(client, branch.key))).toHaveLength(2);

      const params = { key, checkpointId };
      expect(await writer.refusal('sessions.compaction.restore', params)).toMatchObject({ code: 'FORBIDDEN' });
      const restored = v.parse(Restored, await client.request('sessions.compaction.restore', params));
      expect(restored).toMatchObject({ ok: true, key, checkpoint: { checkpointId } });
      expect((await history(client, key)).messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
      expect(await checkpoints(client, key)).toHaveLength(1);
      expect(await client.refusal('sessions.compaction.get', { key, checkpointId: 'nobody' })).toMatchObject({
        message: 'checkpoint not found: nobody',
      });
    });
  });
}
