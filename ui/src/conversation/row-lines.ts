// A stored row as the line that it is on the screen.
import type { AnswerLine, RuleLine, ToolLine, UserLine, Versions } from './line.ts';
import type { LiveTool } from './live-run.ts';
import { isTheGateway, type Row } from './row.ts';

export function userLine(row: Row, versions: Versions | null): UserLine {
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
    versions,
  };
}

export function answerLine(row: Row, key: string): AnswerLine {
  const cut = row.stoppedBy !== null && isTheGateway(row.stoppedBy);
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

export function toolLine(
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

export function ruleLine(row: Row): RuleLine {
  const what = row.kind === 'reset' || row.kind === 'compaction' ? row.kind : 'note';
  return { ...bareRule(row.id), what, text: row.text, tokens: row.tokens, checkpointId: row.checkpointId };
}

export function bareRule(key: string): RuleLine {
  return { kind: 'rule', key, what: 'note', text: '', tokens: null, checkpointId: null };
}
