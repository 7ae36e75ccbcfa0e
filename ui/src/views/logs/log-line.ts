// One line of the log, read as a record where it is one. Whatever stands in it is text and nothing else.
import * as v from 'valibot';
import { printable } from '../printable.ts';
import { LogRecord } from './wire.ts';

export const levels = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'] as const;
export type Level = (typeof levels)[number];

export type LogLine = {
  /** Counts up, and is never used again. */
  id: number;
  raw: string;
  at: number | null;
  level: Level | null;
  logger: string;
  message: string;
  /** Whether there is more to it than a row shows. */
  more: boolean;
};

/** So much of a message stands in its row. */
const LONGEST = 2000;

export function readLine(raw: string, id: number): LogLine {
  const record = recordIn(raw);
  if (!record) {
    const message = shortened(raw);
    return { id, raw, at: null, level: null, logger: '', message: message.text, more: message.cut };
  }
  const at = Date.parse(record['@timestamp']);
  const message = shortened(record.message);
  return {
    id,
    raw,
    at: Number.isNaN(at) ? null : at,
    level: levelIn(record.level),
    logger: shortened(record.logger).text,
    message: message.text,
    more: message.cut || Object.keys(record.properties).length > 0,
  };
}

/** The whole of a line, for whoever opens it: a record in order, anything else as it is. */
export function wholeOf({ raw }: LogLine): string {
  const record = recordIn(raw);
  return record ? spread(raw) : raw.split('\n').map(printable).join('\n');
}

function spread(raw: string): string {
  return JSON.stringify(JSON.parse(raw), null, 2).split('\n').map(printable).join('\n');
}

function recordIn(raw: string): v.InferOutput<typeof LogRecord> | null {
  if (!raw.startsWith('{')) return null;
  try {
    const read = v.safeParse(LogRecord, JSON.parse(raw));
    return read.success && (read.output.message !== '' || read.output.level !== '') ? read.output : null;
  } catch {
    return null;
  }
}

function levelIn(name: string): Level | null {
  const lower = name.toLowerCase();
  return levels.find((level) => level === lower || (level === 'warning' && lower === 'warn')) ?? null;
}

function shortened(text: string): { text: string; cut: boolean } {
  const cut = text.length > LONGEST;
  return { text: printable(cut ? `${text.slice(0, LONGEST).toWellFormed()}…` : text), cut };
}
