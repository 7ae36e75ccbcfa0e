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

export function linesOf(transcript: Transcript, extras: Extras = {}): Line[] {
  const rows = transcript.ordered;
  const results = new Map(rows.flatMap((row) => (row.toolCallId === null ? [] : [[row.toolCallId, row] as const])));
  const calls = new Set(rows.flatMap((row) => row.calls.map((call) => call.id)));
  const rests = new Map([...transcript.runs.values()].map((run) => [run.id, restOf(run, rows)] as const));
  const gaps = new Map(transcript.loaded.gaps().map((gap) => [gap.to, gap] as const));
  const told = new Map<string, { texts: number; thoughts: number }>();

  const lines: Line[] = [];
  let before: Row | null = null;
  for (const row of rows) {
    const gap = gapBetween(before, row, gaps);
    if (gap) lines.push(gap);
    const time = timeBetween(before, row);
    if (time) lines.push(time);
    before = row;
    if (row.role === 'user') lines.push(userLine(row, extras));
    if (row.role === 'system') lines.push(ruleLine(row));
    if (row.role === 'toolResult' && !(row.toolCallId !== null && calls.has(row.toolCallId))) {
      lines.push(toolLine(`tool:${row.id}`, row.toolName ?? 'tool', '', row, undefined, false));
    }
    if (row.role !== 'assistant') continue;
    const run = row.runId === null ? undefined : transcript.runs.get(row.runId);
    // The live text cannot be told apart from what is stored: it is shown there, once, and here when the run is over.
    const elsewhere = run !== undefined && rests.get(run.id) === null;
    const count = told.get(row.runId ?? '') ?? { texts: 0, thoughts: 0 };
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
  if (extras.interrupted && before !== null && isUnanswered(before) && transcript.live === null) {
    lines.push({ ...bareRule(`interrupted:${before.id}`), what: 'interrupted' });
  }
  return [...lines, ...underWay(transcript, { calls, rests, told })];
}

/** The last row of a conversation calls for another that never came. */
function isUnanswered({ role, calls }: Row): boolean {
  return role === 'user' || role === 'toolResult' || calls.length > 0;
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
