// The log at the edge: what `wrangler tail` shows, and the last of it in memory for as long as the isolate lives.
import {
  configureSync,
  getConsoleSink,
  getJsonLinesFormatter,
  getLevelFilter,
  type LogRecord,
  withFilter,
} from '@logtape/logtape';
import { redactLine, redactValue, secretsIn } from '../config/redact.ts';
import type { LogsTail, LogsTailParams } from '../protocol/system.ts';
import type { Place } from './place.ts';

const MOST_LINES = 1000;
const LINES = 500;
const BYTES = 250_000;

class RecentLines {
  readonly #lines: string[] = [];
  #gone = 0;

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length <= MOST_LINES) return;
    this.#lines.shift();
    this.#gone += 1;
  }

  /** A cursor counts lines, of this isolate: another one begins anew, and says so. */
  tail({ cursor, limit = LINES, maxBytes = BYTES }: LogsTailParams): LogsTail {
    const end = this.#gone + this.#lines.length;
    const known = cursor !== undefined && cursor >= this.#gone && cursor <= end;
    const all = this.#lines.slice(known ? cursor - this.#gone : 0);
    const wanted = known ? all.slice(0, limit) : all.slice(-limit);
    const lines = within(wanted, maxBytes, known);
    return {
      file: 'memory',
      cursor: known ? cursor + lines.length : end,
      size: this.#lines.length,
      lines,
      truncated: !known && lines.length < all.length,
      reset: cursor !== undefined && !known,
    };
  }
}

const recent = new RecentLines();
const hidden = new Set<string>();
let begun = false;

/** Once in an isolate, for whichever gateway comes first; secrets of all of them are left out. */
export function startLog({ settings, policy }: Pick<Place, 'settings' | 'policy'>): void {
  for (const secret of [...Object.values(policy.secrets), ...secretsIn(settings)]) hidden.add(secret);
  if (begun) return;
  begun = true;
  const json = getJsonLinesFormatter();
  const shown = (record: LogRecord) =>
    JSON.stringify(redactValue(JSON.parse(json(record))), (_, value: unknown) =>
      typeof value === 'string' ? redactLine(value, hidden) : value,
    );
  const terminal = getConsoleSink({ formatter: (record) => shown(record) });
  configureSync({
    reset: true,
    sinks: {
      memory: (record) => recent.add(shown(record)),
      terminal: withFilter(terminal, getLevelFilter(settings.logging.level)),
    },
    loggers: [
      { category: [], sinks: ['memory', 'terminal'], lowestLevel: settings.logging.level },
      { category: ['logtape', 'meta'], sinks: [], lowestLevel: 'warning' },
    ],
  });
}

export function hide(secrets: readonly string[]): void {
  for (const secret of secrets) hidden.add(secret);
}

export function tailLog(params: LogsTailParams): LogsTail {
  return recent.tail(params);
}

function within(lines: readonly string[], mostBytes: number, fromStart: boolean): string[] {
  let left = mostBytes;
  const fits = (line: string) => {
    left -= line.length + 1;
    return left >= 0;
  };
  if (!fromStart) return lines.toReversed().slice(0, countWhile(lines.toReversed(), fits)).reverse();
  return lines.slice(0, countWhile(lines, fits));
}

function countWhile(lines: readonly string[], fits: (line: string) => boolean): number {
  const over = lines.findIndex((line) => !fits(line));
  return over < 0 ? lines.length : over;
}
