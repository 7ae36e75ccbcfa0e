// Reading a conversation page by page: what is missing is asked for from its true place, however much was said meanwhile.
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { Reading } from '../../ui/src/conversation/reading.ts';
import { readRow } from '../../ui/src/conversation/row.ts';
import type { Talk } from '../../ui/src/conversation/talk.ts';
import { Transcript } from '../../ui/src/conversation/transcript.ts';

/** A gateway that has so many messages, and answers as the real one does. */
class Library {
  ready = true;
  count: number;

  constructor(count: number) {
    this.count = count;
  }

  answer(method: string, { limit, offset = 0 }: { limit: number; offset?: number }): object {
    if (!this.ready) throw new Error('The gateway is not connected');
    if (method !== 'chat.history' && method !== 'chat.startup') throw new Error(`Cannot answer ${method}`);
    const last = this.count - offset;
    const first = Math.max(1, last - limit + 1);
    const messages = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => message(first + index));
    const more = first > 1 ? { hasMore: true, nextOffset: this.count - first + 1 } : { hasMore: false };
    return { messages, totalMessages: this.count, ...more };
  }
}

function message(seq: number): object {
  return { role: 'user', content: `words ${seq}`, timestamp: 0, __openclaw: { id: `m${seq}`, seq } };
}

async function open(count: number) {
  const library = new Library(count);
  const transcript = new Transcript();
  const talk: Talk = {
    gateway: {
      get ready() {
        return library.ready;
      },
      can: () => true,
      hear: () => () => undefined,
      whenReady: () => () => undefined,
      whenMissed: () => () => undefined,
      ask: async (method, params, schema) => v.parse(schema, library.answer(method, Object(params))),
    },
    key: 'agent:main:main',
    transcript,
    sessionId: undefined,
    changed: () => undefined,
  };
  const reading = new Reading(talk);
  await reading.reload();
  return { library, transcript, reading };
}

test('Reading.fill() brings what is missing although hundreds of messages came since the page was read', async () => {
  const { library, transcript, reading } = await open(1000);
  expect(transcript.loaded.gaps()).toEqual([{ from: 1, to: 900 }]);
  for (let seq = 1001; seq <= 1500; seq += 1) {
    const row = readRow(message(seq));
    if (row) transcript.message(row);
  }
  library.count = 1500;
  await reading.fill({ to: 900 });
  expect(transcript.loaded.gaps()).toEqual([{ from: 1, to: 700 }]);
  expect(transcript.rows.has('m701')).toBe(true);
});

test('Reading.fill() has no trouble to tell of while there is no line', async () => {
  const { library, reading } = await open(1000);
  library.ready = false;
  await reading.fill({ to: 900 });
  expect(reading.trouble.value).toBe('');
});
