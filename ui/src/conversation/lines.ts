// What the conversation looks like from top to bottom: the stored rows, then what is under way.
import type { AnswerLine, GapLine, Line, RuleLine, TimeLine, ToolLine, UserLine, Versions } from './line.ts';
import type { LiveRun, LiveTool } from './live-run.ts';
import type { Row } from './row.ts';
import type { Transcript } from './transcript.ts';
import { restOf, underWay } from './under-way.ts';

const PAUSE_MS = 60 * 60_000;

export type Extras = {
  versions?: ReadonlyMap<string, Versions>;
  /** Tools whose duration was heard while they ran. */
  heard?: ReadonlyMap<string, LiveTool>;
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
  const gaps = new Map(transcript.loaded.gaps().map((gap) => [gap.to, gap] as const));
  for (const row of rows) {
    const gap = gapBetween(onto.before, row, gaps);
    if (gap) lines.push(gap);
    const time = timeBetween(onto.before, row);
    if (time) lines.push(time);
    onto.before = row;
    if (row.role === 'user') lines.push(userLine(row, extras));
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
      const heard = run?.tools.get(call.id) ?? extras.heard?.get(call.id);
      lines.push(toolLine(`tool:${call.id}`, call.name, call.input, results.get(call.id), heard, isLive(run)));
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

function userLine(row: Row, { versions }: Extras): UserLine {
  const key = row.clientKey ?? row.id;
  return {
    kind: 'user',
    key,
    rowId: row.id,
    runId: row.runId ?? key.replace(/:user$/, ''),
    text: row.text,
    media: row.media,
    at: row.at,
    state: 'stored',
    reason: '',
    truncated: row.truncated,
    versions: versions?.get(row.id) ?? null,
  };
}

function answerLine(row: Row, key: string): AnswerLine {
  const cut = row.stoppedBy !== null && /restart|shutdown/.test(row.stoppedBy);
  return {
    kind: 'answer',
    key,
    rowId: row.id,
    runId: row.runId,
    text: row.text,
    media: row.media,
    at: row.at,
    state: cut ? 'cut' : row.stoppedBy !== null ? 'stopped' : row.error === null ? 'done' : 'failed',
    error: row.error ?? '',
    note: row.note,
    model: row.model,
    usage: row.usage,
    truncated: row.truncated,
    last: row.calls.length === 0,
  };
}

function toolLine(
  key: string,
  name: string,
  input: string,
  result: Row | undefined,
  heard: LiveTool | undefined,
  live: boolean,
): ToolLine {
  const ended = heard?.state === 'done' || heard?.state === 'failed';
  const open = ended ? heard.state : live ? 'running' : 'stopped';
  return {
    kind: 'tool',
    key,
    name,
    input,
    output: result?.text ?? heard?.output ?? '',
    state: result ? (result.isError ? 'failed' : 'done') : open,
    ms: heard?.ms ?? null,
    cut: result?.truncated ? result.id : null,
  };
}

function ruleLine(row: Row): RuleLine {
  const what = row.kind === 'reset' || row.kind === 'compaction' ? row.kind : 'note';
  return { ...bareRule(row.id), what, text: row.text, tokens: row.tokens, checkpointId: row.checkpointId };
}

function bareRule(key: string): RuleLine {
  return { kind: 'rule', key, what: 'note', text: '', tokens: null, checkpointId: null };
}

/** Told where it means something: on a new day, and when somebody comes back after a while. */
function timeBetween(before: Row | null, row: Row): TimeLine | null {
  if (row.at === 0 || row.role === 'assistant' || row.role === 'toolResult') return null;
  const day = before === null || new Date(before.at).toDateString() !== new Date(row.at).toDateString();
  if (!day && row.at - before.at < PAUSE_MS) return null;
  return { kind: 'time', key: `time:${row.id}`, at: row.at, day };
}

function gapBetween(
  before: Row | null,
  row: Row,
  gaps: ReadonlyMap<number, { from: number; to: number }>,
): GapLine | null {
  for (const gap of gaps.values()) {
    if (gap.to < row.seq && (before === null || gap.to > before.seq))
      return { kind: 'gap', key: `gap:${gap.to}`, ...gap };
  }
  return null;
}
