// What the conversation looks like from top to bottom: the stored rows, then what is under way.
import { gapBetween, timeBetween } from './between.ts';
import type { Line, Versions } from './line.ts';
import type { LiveRun } from './live-run.ts';
import type { Row } from './row.ts';
import { answerLine, bareRule, ruleLine, toolLine, userLine } from './row-lines.ts';
import type { Transcript } from './transcript.ts';
import { restOf, underWay } from './under-way.ts';

export type Extras = {
  versions?: ReadonlyMap<string, Versions>;
  /** How long tools took, as far as it was heard. */
  durations?: ReadonlyMap<string, number>;
  /** The last run ended with the process that it ran in. */
  interrupted?: boolean;
};

type Told = Map<string, { texts: number; thoughts: number }>;
/** The lines of the rows up to one of them. */
type Sweep = { lines: Line[]; told: Told; before: Row | null };
type Rests = ReadonlyMap<string, string | null>;
type Tools = { results: ReadonlyMap<string, Row>; calls: ReadonlySet<string> };
type Settled = { until: number; ranges: unknown; versions: unknown; sweep: Sweep };

/** What is made of the same rows again and again while words come, by these rows. */
const tools = new WeakMap<readonly Row[], Tools>();
const settled = new WeakMap<readonly Row[], Settled>();

export function linesOf(transcript: Transcript, extras: Extras = {}): Line[] {
  const rows = transcript.ordered;
  const rests = new Map([...transcript.runs.values()].map((run) => [run.id, restOf(run, rows)] as const));
  const { lines, told } = restSwept(settledLines(transcript, extras), transcript, extras, rests);
  const tail = underWay(transcript, { calls: toolsOf(rows).calls, rests, told });
  const last = rows.findLast(({ role }) => role !== 'toolResult');
  if (extras.interrupted && last && isUnanswered(last) && transcript.live === null) {
    return [...lines, { ...bareRule(`interrupted:${last.id}`), what: 'interrupted' }, ...tail];
  }
  return [...lines, ...tail];
}

/** No run that is heard has a part in them: they stay what they are until there are other rows. */
function settledLines(transcript: Transcript, extras: Extras): Settled {
  const { ordered: rows, runs, loaded } = transcript;
  const first = runs.size === 0 ? -1 : rows.findIndex(({ runId }) => runId !== null && runs.has(runId));
  const until = first < 0 ? rows.length : first;
  const { ranges } = loaded;
  const { versions } = extras;
  const known = settled.get(rows);
  if (known && known.until === until && known.ranges === ranges && known.versions === versions) return known;
  const sweep: Sweep = { lines: [], told: new Map(), before: null };
  sweepRows(rows.slice(0, until), sweep, transcript, extras, new Map());
  const made = { until, ranges, versions, sweep };
  settled.set(rows, made);
  return made;
}

function restSwept({ until, sweep }: Settled, transcript: Transcript, extras: Extras, rests: Rests): Sweep {
  const rows = transcript.ordered;
  if (until === rows.length) return sweep;
  const whole = { lines: [...sweep.lines], told: new Map(sweep.told), before: sweep.before };
  sweepRows(rows.slice(until), whole, transcript, extras, rests);
  return whole;
}

function toolsOf(rows: readonly Row[]): Tools {
  const known = tools.get(rows);
  if (known) return known;
  const made = {
    results: new Map(rows.flatMap((row) => (row.toolCallId === null ? [] : [[row.toolCallId, row] as const]))),
    calls: new Set(rows.flatMap((row) => row.calls.map((call) => call.id))),
  };
  tools.set(rows, made);
  return made;
}

function sweepRows(rows: readonly Row[], onto: Sweep, transcript: Transcript, extras: Extras, rests: Rests): void {
  const { lines, told } = onto;
  const { results, calls } = toolsOf(transcript.ordered);
  const gaps = transcript.loaded.gaps();
  for (const row of rows) {
    const gap = gapBetween(onto.before, row, gaps);
    if (gap) lines.push(gap);
    const time = timeBetween(onto.before, row);
    if (time) lines.push(time);
    onto.before = row;
    if (row.role === 'user') lines.push(userLine(row, extras.versions?.get(row.id) ?? null));
    if (row.role === 'system') lines.push(ruleLine(row));
    if (row.role === 'toolResult' && !(row.toolCallId !== null && calls.has(row.toolCallId))) {
      lines.push(toolLine(`tool:${row.id}`, row.toolName ?? 'tool', '', row, undefined, false));
    }
    if (row.role !== 'assistant') continue;
    const run = row.runId === null ? undefined : transcript.runs.get(row.runId);
    // The live text cannot be told apart from what is stored: it is shown there, once, and here when the run is over.
    const elsewhere = run !== undefined && rests.get(run.id) === null;
    const count = { texts: 0, thoughts: 0, ...told.get(row.runId ?? '') };
    if (row.thinking !== '') {
      const key = row.runId === null ? `thought:${row.id}` : `thought:${row.runId}:${count.thoughts}`;
      lines.push({ kind: 'thought', key, text: row.thinking, live: false });
      count.thoughts += 1;
    }
    if (!elsewhere && (row.text !== '' || row.error !== null || row.stoppedBy !== null || row.media.length > 0)) {
      const key = row.runId === null ? row.id : `answer:${row.runId}:${count.texts}`;
      lines.push(answerLine(row, key));
      count.texts += 1;
    }
    if (row.runId !== null) told.set(row.runId, count);
    for (const call of row.calls) {
      const line = toolLine(
        `tool:${call.id}`,
        call.name,
        call.input,
        results.get(call.id),
        run?.tools.get(call.id),
        isLive(run),
      );
      lines.push({ ...line, ms: line.ms ?? extras.durations?.get(call.id) ?? null });
    }
  }
}

/** It calls for an answer that never came, and nobody has said why. */
function isUnanswered({ role, calls, stoppedBy }: Row): boolean {
  return role === 'user' || (calls.length > 0 && stoppedBy === null);
}

function isLive(run: LiveRun | undefined): boolean {
  return run?.state === 'live';
}
