// One commit with all that comes of it: what is written, whom it answers, and what is done once it is stored.
import type { Run, SessionRecord } from '../src/records.ts';
import { Draft } from './draft.ts';
import type { Letter } from './letter.ts';
import { interrupt } from './run-decisions.ts';
import type { Voice } from './session-events.ts';
import { type Circumstances, type Decision, decide, type Write } from './writes.ts';

export type WriteLetter = Letter & { work: Write };

/** What a session decides by itself answers nobody's letter. */
export type Step = { draft: Draft; decisions: { letter: Letter | null; decision: Decision }[]; now: number };

/** What a session says to itself, again and again until it is stored. */
const repeats = new Set(['start', 'step', 'steer', 'checkpoint', 'ended', 'stopped']);

/** Whether nobody may come again soon to see what came of it. */
export function isLonely({ decisions }: Step): boolean {
  return decisions.some(({ letter }) => letter && !repeats.has(letter.work.type));
}

/** Who is refused is told so at once; the others share the draft. */
export function decideAll(letters: readonly WriteLetter[], at: Circumstances): Step {
  const { draft, now } = at;
  const decisions: Step['decisions'] = [];
  for (const letter of letters) {
    try {
      decisions.push({ letter, decision: decide(letter.work, at) });
    } catch (error) {
      letter.reject(error);
    }
  }
  return { draft, decisions, now };
}

/** Runs that were cut by the end of the process that they were in. */
export function cutOff(session: SessionRecord, runs: readonly Run[], now: number): Step {
  const draft = new Draft(session, now);
  for (const run of runs) interrupt(draft, run, now);
  const say = (voice: Voice) => [
    ...runs.map(({ id }) => voice.dropped(id, 'restart')),
    voice.changed({ phase: 'end' }),
  ];
  return { draft, decisions: [{ letter: null, decision: { say } }], now };
}
