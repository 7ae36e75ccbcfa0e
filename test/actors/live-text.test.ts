// Live text to one connection: the whole of it, each word once, however it is heard, spared, joined and ended.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Delta, DeltaFrames, LiveText } from '../../actors/live-text.ts';

const runId = 'one';
const deltaOf = (text: string): Delta => ({ event: 'delta', runId, agentId: 'main', seq: 1, text, at: 0 });

function partOf(frames: string): string {
  const frame: unknown = JSON.parse(frames);
  if (typeof frame === 'object' && frame !== null && 'deltaText' in frame) return String(frame.deltaText);
  throw new Error('A chat delta has a deltaText');
}

/** A connection as a client sees it: what it has on its screen is what it was given. */
class Reader {
  readonly #given: Record<string, number> = {};
  readonly live = new LiveText(() => this.#given);
  screen = '';

  hear(delta: Delta, slow: boolean): void {
    if (slow) this.live.skip(delta);
    else this.give(delta);
  }

  give(delta: Delta): void {
    const part = this.live.take(delta);
    if (part) this.screen += partOf(new DeltaFrames('agent:main:main', delta).from(part.from).chat);
  }

  /** History carries the run as far as the session had told it, and replaces what is on the screen. */
  join(text: string): void {
    this.screen = this.live.joined(runId, text) ?? this.screen;
  }

  end(): void {
    const owed = this.live.owed(runId);
    if (owed) this.give(owed);
    this.live.ended(runId);
  }
}

type Move = { type: 'hear'; slow: boolean } | { type: 'join'; behind: number };
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.boolean().map((slow): Move => ({ type: 'hear', slow })) },
  { weight: 1, arbitrary: fc.nat(3).map((behind): Move => ({ type: 'join', behind })) },
);

test('LiveText gives each connection the whole text exactly once, whatever the interleaving', () => {
  const words = fc.array(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(words, fc.array(fc.array(move, { maxLength: 4 }), { maxLength: 20 }), (tokens, moves) => {
      const reader = new Reader();
      const said = tokens.map((_, index) => tokens.slice(0, index + 1).join(''));
      for (const [index, text] of said.entries()) {
        for (const step of moves[index] ?? []) {
          if (step.type === 'hear') reader.hear(deltaOf(text), step.slow);
          else reader.join(said[Math.max(0, index - step.behind)] ?? '');
          expect(said.at(-1)?.startsWith(reader.screen)).toBe(true);
        }
      }
      const whole = tokens.join('');
      reader.hear(deltaOf(whole), true);
      reader.end();
      expect(reader.screen).toBe(whole);
      reader.join('');
      expect(reader.screen).toBe(whole);
    }),
  );
});

test('LiveText.joined() never tells an older story than the deltas before it', () => {
  const given = {};
  const live = new LiveText(() => given);
  live.take(deltaOf('Once upon'));
  expect(live.joined(runId, 'Once')).toBe('Once upon');
  expect(live.take(deltaOf('Once upon a'))).toEqual({ from: 9 });
});

test('LiveText.joined() is null for a run whose end was told', () => {
  const given = {};
  const live = new LiveText(() => given);
  live.take(deltaOf('Once'));
  live.ended(runId);
  expect(live.joined(runId, 'Once')).toBeNull();
  for (let count = 0; count < 64; count += 1) live.ended(`other ${count}`);
  expect(live.joined(runId, 'Once')).toBe('Once');
});

test('DeltaFrames.from() makes the payload once for all who have the same part', () => {
  const frames = new DeltaFrames('agent:main:main', deltaOf('Once upon'));
  expect(frames.from(5)).toBe(frames.from(5));
  expect(JSON.parse(frames.from(5).chat)).toMatchObject({
    runId,
    sessionKey: 'agent:main:main',
    state: 'delta',
    deltaText: 'upon',
    message: { role: 'assistant', content: [{ type: 'text', text: 'Once upon' }] },
  });
  expect(JSON.parse(frames.from(0).agent)).toMatchObject({
    stream: 'assistant',
    data: { text: 'Once upon', delta: 'Once upon' },
  });
});
