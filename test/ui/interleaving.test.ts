// The page's transcript under every order of acknowledgement, live text, stored rows, ends and history.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf } from '../../ui/src/conversation/lines.ts';
import { type Row, readRow } from '../../ui/src/conversation/row.ts';
import { Transcript } from '../../ui/src/conversation/transcript.ts';
import { queueOf } from '../../ui/src/conversation/under-way.ts';

const runs = ['r1', 'r2', 'r3'];

function stored(run: string, index: number): { question: Row; answer: Row } {
  const make = (value: object) => readRow({ timestamp: 0, ...value });
  const question = make({
    role: 'user',
    content: 'the same words',
    idempotencyKey: `${run}:user`,
    __openclaw: { id: `q-${run}`, seq: 2 * index },
  });
  const answer = make({
    role: 'assistant',
    content: [{ type: 'text', text: 'the same answer' }],
    __openclaw: { id: `a-${run}`, seq: 2 * index + 1, runId: run },
  });
  if (!question || !answer) throw new Error('Cannot read the rows of the test');
  return { question, answer };
}

type Step = 'ack' | 'question' | 'started' | 'delta' | 'answer' | 'final' | 'asked' | 'history';
const rows = new Map(runs.map((run, index) => [run, stored(run, index)] as const));
const step = fc.record({
  run: fc.constantFrom(...runs),
  what: fc.constantFrom<Step>('ack', 'question', 'started', 'delta', 'answer', 'final', 'asked', 'history'),
});

/** What the gateway has committed so far; a history is a picture of it at the moment of some earlier step. */
class Gateway {
  readonly committed: Row[] = [];
  readonly live = new Set<string>();

  commit(row: Row): void {
    if (!this.committed.includes(row)) this.committed.push(row);
  }

  picture() {
    const [runId] = this.live;
    return {
      rows: [...this.committed],
      range: null,
      waiting: [],
      inFlight: runId === undefined ? null : { runId, text: 'the same' },
    };
  }
}

test('Transcript shows each id once, in any order of ack, delta, final, stored rows and late histories', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const transcript = new Transcript();
      const gateway = new Gateway();
      for (const run of runs) transcript.send({ runId: run, text: 'the same words' });
      let picture = gateway.picture();
      const check = () => {
        const lines = linesOf(transcript);
        const keys = lines.map((line) => line.key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const run of runs) {
          const asked = lines.filter((line) => line.key === `${run}:user`);
          const waits = queueOf(transcript).filter(({ runId }) => runId === run);
          expect(asked.length + waits.length).toBe(1);
          const answers = lines.filter((line) => line.kind === 'answer' && line.runId === run);
          expect(answers.filter((line) => 'text' in line && line.text !== '').length).toBeLessThanOrEqual(1);
        }
      };
      for (const { run, what } of steps) {
        const own = rows.get(run);
        if (!own) continue;
        if (what === 'ack' || what === 'question') gateway.commit(own.question);
        if (what === 'ack') transcript.accepted(run);
        if (what === 'question') transcript.message(own.question);
        if (what === 'started' || what === 'delta') gateway.live.add(run);
        if (what === 'started') transcript.started(run);
        if (what === 'delta') transcript.delta(run, { whole: 'the same', append: '', replace: false });
        if (what === 'answer' || what === 'final') gateway.commit(own.answer);
        if (what === 'answer') transcript.message(own.answer);
        if (what === 'final') {
          gateway.live.delete(run);
          transcript.end(run, { state: 'done', text: 'the same answer' });
        }
        if (what === 'asked') {
          transcript.asked();
          picture = gateway.picture();
        }
        if (what === 'history') transcript.history(picture);
        check();
      }
      // In the end a page that asks anew shows exactly what is stored.
      for (const run of runs) {
        const own = rows.get(run);
        if (!own) continue;
        gateway.commit(own.question);
        gateway.commit(own.answer);
        transcript.accepted(run);
        transcript.end(run, { state: 'done', text: 'the same answer' });
      }
      gateway.live.clear();
      transcript.asked();
      transcript.history(gateway.picture());
      expect(linesOf(transcript).map((line) => line.key)).toEqual(
        runs.flatMap((run) => [`${run}:user`, `answer:${run}:0`]),
      );
      expect(transcript.live).toBeNull();
    }),
    { numRuns: 600 },
  );
});
