// The end of the conversation: what runs say that is not stored yet, and the messages on their way.
import type { AnswerLine, Line, Queued, UserLine } from './line.ts';
import type { LiveRun } from './live-run.ts';
import type { Row } from './row.ts';
import type { Sent, Transcript } from './transcript.ts';

type Stored = {
  calls: ReadonlySet<string>;
  rests: ReadonlyMap<string, string | null>;
  /** How many texts and thoughts of a run the lines before show. */
  told: ReadonlyMap<string, { texts: number; thoughts: number }>;
};

export function underWay(transcript: Transcript, stored: Stored): Line[] {
  const last = transcript.ordered.at(-1);
  // Its last word is stored, and what says that it is over comes right behind.
  const told = last?.role === 'assistant' && last.calls.length === 0 ? last.runId : null;
  const items = [...transcript.runs.values(), ...transcript.sent.values()].sort((a, b) => a.order - b.order);
  return items.flatMap((item) => {
    if ('marks' in item) return runLines(item, stored, item.id === told);
    return waitsInLine(item, transcript) ? [] : [sentLine(item)];
  });
}

/** What waits for the live run to end: first what the gateway has, then what is on its way there. */
export function queueOf(transcript: Transcript): Queued[] {
  if (transcript.waiting.size === 0 && transcript.sent.size === 0) return [];
  const known = new Set([...transcript.rows.values()].map(({ clientKey }) => clientKey));
  const there = [...transcript.waiting.values()].flatMap(({ row, runId, state }) => {
    if (row.role !== 'user' || state !== 'queued' || transcript.rows.has(row.id) || known.has(`${runId}:user`))
      return [];
    return [{ runId, text: row.text, media: row.media, accepted: true }];
  });
  const coming = [...transcript.sent.values()]
    .filter((sent) => waitsInLine(sent, transcript) && !transcript.waiting.has(sent.runId))
    .map(({ runId, text, media, state }) => ({ runId, text, media, accepted: state === 'accepted' }));
  return [...there, ...coming];
}

function waitsInLine({ runId, state }: Sent, { live, waiting }: Transcript): boolean {
  if (waiting.has(runId)) return true;
  return (state === 'sending' || state === 'accepted') && live !== null && live !== runId;
}

function sentLine({ runId, text, media, at, state, reason }: Sent): UserLine {
  const key = `${runId}:user`;
  return { kind: 'user', key, rowId: null, runId, text, media, at, state, reason, truncated: false, versions: null };
}

/** The words of a run between its thoughts and tools, as they came. */
function runLines(run: LiveRun, { calls, rests, told }: Stored, ending: boolean): Line[] {
  const lines: Line[] = [];
  const before = told.get(run.id) ?? { texts: 0, thoughts: 0 };
  const rest = rests.get(run.id) ?? run.text;
  let at = run.text.length - rest.length;
  let texts = before.texts;
  let { thoughts } = before;
  const say = (to: number, state: AnswerLine['state']) => {
    const text = run.text.slice(at, to).replace(/^\n+/, '');
    at = Math.max(at, to);
    if (text === '' && state === 'done') return;
    lines.push(answerOf(run, `answer:${run.id}:${texts}`, text, state));
    texts += 1;
  };
  for (const mark of run.marks) {
    if (mark.kind === 'tool' && calls.has(mark.id)) continue;
    if (mark.at > at) say(mark.at, 'done');
    if (mark.kind === 'thought') {
      const key = `thought:${run.id}:${thoughts}`;
      thoughts += 1;
      lines.push({ kind: 'thought', key, text: mark.text, live: run.state === 'live' && mark === run.marks.at(-1) });
      continue;
    }
    const tool = run.tools.get(mark.id);
    if (!tool) continue;
    const state = tool.state === 'running' && run.state !== 'live' ? 'stopped' : tool.state;
    const { name, input, output, ms } = tool;
    lines.push({ kind: 'tool', key: `tool:${tool.id}`, name, input, output, ms, state, cut: null });
  }
  const works = [...run.tools.values()].some(({ state }) => state === 'running');
  if (at < run.text.length || run.state === 'failed' || (run.state === 'live' && !works && !ending))
    say(run.text.length, run.state);
  return lines;
}

function answerOf(run: LiveRun, key: string, text: string, state: AnswerLine['state']): AnswerLine {
  return {
    kind: 'answer',
    key,
    rowId: null,
    runId: run.id,
    text,
    media: [],
    at: 0,
    state,
    error: state === 'failed' ? run.error : '',
    note: false,
    model: run.model,
    usage: null,
    truncated: false,
    last: state !== 'live' && state !== 'done',
  };
}

/** The part of a live text that no stored row shows yet; null when its beginning is not what is stored. */
export function restOf(run: LiveRun, rows: readonly Row[]): string | null {
  const told: string[] = [];
  // A run that is heard now stands at the end.
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index];
    if (row?.runId === run.id && row.role === 'assistant' && row.text !== '') told.unshift(row.text);
    else if (row?.role === 'user' && row.clientKey === `${run.id}:user`) break;
  }
  const start = told.join('\n\n');
  if (start === '') return run.text;
  if (start.startsWith(run.text)) return '';
  return run.text.startsWith(start) ? run.text.slice(start.length).replace(/^\n+/, '') : null;
}
