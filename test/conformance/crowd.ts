// Many sessions at once, each with a slow model of its own: nobody waits for anybody, and a stop is one session's affair.
import { describe, expect, test } from 'vitest';
import { history, lines, send } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

const SESSIONS = 32;

export function crowd(house: House): void {
  describe('a crowd', () => {
    test('32 sessions run at once: the last to begin may end first, and a stop touches no other', async () => {
      const client = await house.connect();
      const all = await Promise.all(
        Array.from({ length: SESSIONS }, async (_, index) => {
          const key = house.key();
          const said = `crowd ${index}`;
          const gate = house.model.gates(said);
          const { runId } = await send(client, key, said);
          return { key, said, gate, runId, word: `word-${index}` };
        }),
      );

      // Every one of them is heard while none has ended.
      for (const { gate, word } of all) gate.release(word);
      await Promise.all(all.map(({ runId, word }) => client.heard(runId, word.length)));
      expect(client.chat().filter(({ state }) => state !== 'delta')).toEqual([]);

      const stopped = all.filter((_, index) => index % 8 === 3);
      for (const { key, runId } of stopped) {
        expect(await client.request('chat.abort', { sessionKey: key, runId })).toMatchObject({ runIds: [runId] });
      }

      // The last first, one by one: each ends while all before it still run.
      const going = all.filter((one) => !stopped.includes(one));
      for (const { gate, runId } of going.toReversed()) {
        gate.release(' more');
        gate.end();
        expect(await client.ended(runId)).toMatchObject({ state: 'final' });
      }
      const order = client.chat().filter(({ state }) => state === 'final');
      expect(order.map(({ runId }) => runId)).toEqual(going.toReversed().map(({ runId }) => runId));

      for (const { key, said, word } of going) {
        expect(lines(await history(client, key))).toEqual([`user: ${said}`, `assistant: ${word} more`]);
      }
      for (const { key, said, word, runId } of stopped) {
        const { messages, ...rest } = await history(client, key);
        expect(lines({ messages, ...rest })).toEqual([`user: ${said}`, `assistant: ${word}`]);
        expect(messages.at(-1)).toMatchObject({ openclawAbort: { aborted: true, runId } });
      }
    });
  });
}
