// What the conversation looks like from top to bottom: the stored rows, then what is under way.
import type { Row } from './row.ts';
import type { LiveRun, Transcript } from './transcript.ts';

type Keyed = { key: string };
export type UserLine = Keyed & {
  kind: 'user';
  text: string;
  at: number;
  state: 'stored' | 'sending' | 'failed' | 'queued' | 'cancelled' | 'interrupted';
  reason: string;
  runId: string;
};
export type AnswerLine = Keyed & {
  kind: 'answer';
  text: string;
  at: number;
  state: LiveRun['state'];
  error: string;
  note: boolean;
};
export type ToolLine = Keyed & { kind: 'tool'; name: string; state: 'running' | 'done' | 'failed' | 'stopped' };
export type RuleLine = Keyed & { kind: 'rule'; text: string };
export type Line = UserLine | AnswerLine | ToolLine | RuleLine;

export function linesOf(transcript: Transcript): Line[] {
  const rows = [...transcript.rows.values()].sort((a, b) => a.seq - b.seq);
  const results = new Map(rows.flatMap((row) => (row.toolCallId === null ? [] : [[row.toolCallId, row] as const])));
  const calls = new Set(rows.flatMap((row) => row.calls.map((call) => call.id)));
  const rests = new Map([...transcript.runs.values()].map((run) => [run.id, restOf(run, rows)] as const));

  const lines: Line[] = [];
  for (const row of rows) {
    if (row.role === 'user') lines.push(userLine(row, transcript));
    if (row.role === 'system') lines.push({ kind: 'rule', key: row.id, text: ruleText(row) });
    if (row.role === 'toolResult' && !(row.toolCallId !== null && calls.has(row.toolCallId))) {
      lines.push({ kind: 'tool', key: row.id, name: row.toolName ?? 'tool', state: row.isError ? 'failed' : 'done' });
    }
    if (row.role !== 'assistant') continue;
    const run = row.runId === null ? undefined : transcript.runs.get(row.runId);
    // The live text cannot be told apart from what is stored: it is shown there, once, and here when the run is over.
    const told = run !== undefined && rests.get(run.id) === null;
    if (!told && (row.text !== '' || row.error !== null)) lines.push(answerLine(row));
    for (const call of row.calls) {
      const state = toolState(results.get(call.id), run?.tools.get(call.id)?.state, run);
      lines.push({ kind: 'tool', key: `tool:${call.id}`, name: call.name, state });
    }
  }
  return [...lines, ...underWay(transcript, calls, rests)];
}

function underWay(transcript: Transcript, stored: Set<string>, rests: Map<string, string | null>): Line[] {
  const lines: Line[] = [];
  const known = new Set([...transcript.rows.values()].map((row) => row.clientKey));
  const items = [...transcript.runs.values(), ...transcript.sent.values()].sort((a, b) => a.order - b.order);
  for (const item of items) {
    if ('tools' in item) {
      for (const tool of item.tools.values()) {
        if (stored.has(tool.id)) continue;
        const state = tool.state === 'running' && item.state !== 'live' ? 'stopped' : tool.state;
        lines.push({ kind: 'tool', key: `tool:${tool.id}`, name: tool.name, state });
      }
      const text = rests.get(item.id) ?? item.text;
      const { state, error } = item;
      if (text !== '' || state === 'live' || state === 'failed') {
        lines.push({ kind: 'answer', key: `run:${item.id}`, text, at: 0, state, error, note: false });
      }
    } else {
      const { runId, text, reason } = item;
      const busy = transcript.live !== null && transcript.live !== runId;
      const state = item.state !== 'accepted' ? item.state : busy ? 'queued' : 'stored';
      lines.push({ kind: 'user', key: `${runId}:user`, text, at: 0, state, reason, runId });
    }
  }
  for (const { row, runId } of transcript.waiting.values()) {
    if (row.role === 'user' && !transcript.rows.has(row.id) && !known.has(`${runId}:user`))
      lines.push(userLine(row, transcript, runId));
  }
  return lines;
}

function userLine(row: Row, transcript: Transcript, pending: string | null = null): UserLine {
  const key = row.clientKey ?? row.id;
  const runId = pending ?? row.runId ?? key.replace(/:user$/, '');
  const state = waitingState(transcript.waiting.get(runId)?.state);
  return { kind: 'user', key, text: row.text, at: row.at, state, reason: '', runId };
}

function waitingState(state: string | undefined): UserLine['state'] {
  return state === 'queued' || state === 'cancelled' || state === 'interrupted' ? state : 'stored';
}

function answerLine(row: Row): AnswerLine {
  const state = row.stopped ? 'stopped' : row.error === null ? 'done' : 'failed';
  return { kind: 'answer', key: row.id, text: row.text, at: row.at, state, error: row.error ?? '', note: row.note };
}

function toolState(
  result: Row | undefined,
  heard: ToolLine['state'] | undefined,
  run: LiveRun | undefined,
): ToolLine['state'] {
  if (result) return result.isError ? 'failed' : 'done';
  if (heard === 'done' || heard === 'failed') return heard;
  return run?.state === 'live' ? 'running' : 'stopped';
}

function ruleText(row: Row): string {
  if (row.kind === 'reset') return 'A new conversation starts here';
  if (row.kind === 'compaction') return 'Earlier turns were summed up; they are kept';
  return row.text;
}

/** The part of a live text that no stored row shows yet; null when its beginning is not what is stored. */
function restOf(run: LiveRun, rows: Row[]): string | null {
  const told = rows
    .filter((row) => row.runId === run.id && row.role === 'assistant' && row.text !== '')
    .map((row) => row.text);
  const start = told.join('\n\n');
  if (start === '') return run.text;
  if (start.startsWith(run.text)) return '';
  return run.text.startsWith(start) ? run.text.slice(start.length).replace(/^\n+/, '') : null;
}
