// The entries of a transcript of OpenClaw's as they stand, one a line: what cannot be read is counted, never guessed.
import * as v from 'valibot';

const MAX_ID = 200;
const Name = v.pipe(v.string(), v.nonEmpty());
const Raw = v.looseObject({ type: Name, id: v.optional(v.string()), parentId: v.optional(v.nullable(v.string())) });

export type Line = {
  type: string;
  /** Null when it has none that could be kept as it is. */
  id: string | null;
  /** Undefined in the oldest transcripts, where every line follows the one before. */
  parentId: string | null | undefined;
  at: number | null;
  raw: Record<string, unknown>;
};

export type Lines = {
  /** The session that the first line names. */
  sessionId: string | null;
  lines: Line[];
  /** 1 when the last line was cut in the middle. */
  cut: number;
  /** Other lines that are no entries. */
  damaged: number;
};

export function readLines(text: string): Lines {
  const parts = text.replace(/^\uFEFF/, '').split('\n');
  const last = parts.at(-1) ?? '';
  const lines = readEvents(parts.filter((part) => part.trim() !== ''));
  // A whole line ends with a line break: one without, which cannot be read, was being written when the end came.
  const cut = last.trim() !== '' && parse(last) === null ? 1 : 0;
  return { ...lines, cut, damaged: lines.damaged - cut };
}

export function readEvents(texts: Iterable<string>): Lines {
  const found: Lines = { sessionId: null, lines: [], cut: 0, damaged: 0 };
  for (const text of texts) {
    const line = parse(text);
    if (!line) found.damaged += 1;
    else if (line.type === 'session') found.sessionId ??= line.id;
    else found.lines.push(line);
  }
  return found;
}

/** A name that comes back from a database column exactly as it went in. */
export function isName(text: unknown): text is string {
  return typeof text === 'string' && text.length <= MAX_ID && /^[\x21-\x7e]+$/.test(text);
}

export function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : value;
  return typeof time === 'number' && Number.isSafeInteger(time) && time >= 0 ? time : null;
}

function parse(text: string): Line | null {
  try {
    const raw = v.parse(Raw, JSON.parse(text));
    const id = isName(raw.id) ? raw.id : null;
    return { type: raw.type, id, parentId: raw.parentId, at: timeOf(raw.timestamp), raw };
  } catch {
    return null;
  }
}
