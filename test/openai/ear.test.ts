// What a single reader hears of one run, however slow it is.
import { describe, expect, test } from 'vitest';
import { LocalListener } from '../../actors/local-listener.ts';
import type { SessionEvent } from '../../src/commands.ts';
import { Ear, type Part } from '../../src/openai/ear.ts';

const place = { sessionKey: 'agent:main:x', agentId: 'main', seq: 1 };
const NEVER = 60_000;

function delta(text: string, runId = 'mine'): SessionEvent {
  return { event: 'delta', runId, agentId: 'main', seq: 1, text, at: 1 };
}

function final(text: string, runId = 'mine'): SessionEvent {
  const message = { role: 'assistant' as const, content: [{ type: 'text' as const, text }], timestamp: 1 };
  return { event: 'chat', payload: { runId, ...place, state: 'final', stopReason: 'stop', message } };
}

function listening() {
  const listener = new LocalListener();
  const ear = new Ear('mine');
  return { listener, ear, heard: ear.listen(listener) };
}

async function all(parts: AsyncIterable<Part>): Promise<string[]> {
  const texts: string[] = [];
  for await (const part of parts) texts.push(part.type === 'text' ? part.delta : part.type);
  return texts;
}

describe('Ear', () => {
  test('parts() tells each word once, and of its own run only', async () => {
    const { listener, ear } = listening();
    const parts = ear.parts(NEVER);
    listener.deliver([delta('One'), delta('Somebody else', 'other'), final('Somebody else', 'other')]);
    expect(await parts.next()).toEqual({ done: false, value: { type: 'text', delta: 'One' } });
    listener.deliver([delta('One two')]);
    expect(await parts.next()).toMatchObject({ value: { delta: ' two' } });
    listener.deliver([final('One two three')]);
    expect(await all(parts)).toEqual([' three']);
    expect(ear.end).toEqual({ state: 'final', stopReason: 'stop' });
  });

  test('parts() gives a slow reader what it missed as one part', async () => {
    const { listener, ear, heard } = listening();
    for (let words = 1; words <= 1000; words += 1) listener.deliver([delta('word '.repeat(words))]);
    listener.deliver([final('word '.repeat(1000))]);
    await heard;
    expect(await all(ear.parts(NEVER))).toEqual(['word '.repeat(1000)]);
  });

  test('parts() says when nothing was said for a while, and goes on', async () => {
    const { listener, ear } = listening();
    const parts = ear.parts(1);
    expect(await parts.next()).toMatchObject({ value: { type: 'quiet' } });
    listener.deliver([final('After all')]);
    expect((await all(parts)).filter((text) => text !== 'quiet')).toEqual(['After all']);
  });

  test('ended() says so when the listening ended before the run', async () => {
    const { listener, ear } = listening();
    listener.deliver([delta('Half a')]);
    listener.end();
    expect(await ear.ended()).toEqual({ state: 'cut' });
    expect(ear.text).toBe('Half a');
  });

  test('ended() carries how long a provider asks to wait', async () => {
    const { listener, ear } = listening();
    const payload = {
      runId: 'mine',
      ...place,
      state: 'error' as const,
      errorMessage: 'No',
      errorKind: 'rate_limit' as const,
    };
    listener.deliver([{ event: 'chat', payload, retryAfterMs: 7000 }]);
    expect(await ear.ended()).toEqual({ state: 'error', message: 'No', kind: 'rate_limit', retryAfterMs: 7000 });
  });
});

describe('LocalListener', () => {
  test('keeps only the newest live text of a run for whoever does not read', async () => {
    const listener = new LocalListener();
    for (let words = 1; words <= 1000; words += 1)
      listener.deliver([delta('word '.repeat(words)), delta('x', 'other')]);
    listener.deliver([final('end')]);
    listener.end();
    listener.deliver([delta('after the end')]);
    const batches: SessionEvent[][] = [];
    for await (const batch of listener) batches.push(batch);
    expect(batches).toEqual([[delta('word '.repeat(1000)), delta('x', 'other'), final('end')]]);
  });
});
