// The gateway's log: one line a record, without secrets, kept to a size by one rotation, and read from where a reader left off.
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LogsTail, LogsTailParams } from '../protocol/system.ts';
import { fileReason, MachineFailure } from './failure.ts';

export const LOG_BYTES = 10 * 1024 * 1024;
const LINES = 500;
const BYTES = 250_000;
const NEWLINE = 10;

export class LogFile {
  readonly path: string;
  readonly #most: number;
  #file: number;
  #size: number;
  /** Where the present file begins, counting what this process has rotated away: cursors stay true across a rotation. */
  #base = 0;

  constructor(path: string, most = LOG_BYTES) {
    this.path = path;
    this.#most = most;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      this.#file = openSync(path, 'a+', 0o600);
    } catch (error) {
      throw new MachineFailure(`Cannot open the log ${path}: ${fileReason(error)}`, error);
    }
    this.#size = fstatSync(this.#file).size;
  }

  /** A log that cannot be written must not stop what it tells of. */
  write(line: string): void {
    const bytes = Buffer.from(`${line.replaceAll('\n', ' ')}\n`);
    try {
      if (this.#size > 0 && this.#size + bytes.length > this.#most) this.#rotate();
      this.#size += writeSync(this.#file, bytes);
    } catch {
      return;
    }
  }

  tail({ cursor, limit = LINES, maxBytes = BYTES }: LogsTailParams): LogsTail {
    const known = cursor !== undefined && cursor >= this.#base && cursor <= this.#base + this.#size;
    const read = known
      ? this.#forward(cursor - this.#base, limit, maxBytes)
      : this.#backward(limit, maxBytes, cursor !== undefined);
    return { file: this.path, size: this.#size, ...read, reset: cursor !== undefined && !known };
  }

  close(): void {
    closeSync(this.#file);
  }

  /** What came since, as much as fits; the rest comes with the next cursor, so nothing is passed over. */
  #forward(from: number, limit: number, maxBytes: number): Pick<LogsTail, 'cursor' | 'lines' | 'truncated'> {
    const bytes = this.#read(from, Math.min(this.#size, from + maxBytes));
    const whole = bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
    if (whole.length === 0 && bytes.length === maxBytes) {
      return { cursor: this.#base + from + bytes.length, lines: [bytes.toString()], truncated: true };
    }
    let end = 0;
    const lines: string[] = [];
    while (lines.length < limit && end < whole.length) {
      const next = whole.indexOf(NEWLINE, end);
      lines.push(whole.subarray(end, next).toString());
      end = next + 1;
    }
    return { cursor: this.#base + from + end, lines, truncated: false };
  }

  /** The newest lines. */
  #backward(limit: number, maxBytes: number, lost: boolean): Pick<LogsTail, 'cursor' | 'lines' | 'truncated'> {
    const from = Math.max(0, this.#size - maxBytes);
    const bytes = this.#read(Math.max(0, from - 1), this.#size);
    // The byte before tells whether the first line is whole.
    const begin = from === 0 ? 0 : bytes.indexOf(NEWLINE) + 1;
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    const lines = bytes.subarray(begin, end).toString().split('\n').slice(0, -1);
    const shown = lines.slice(-limit);
    const truncated = from > 0 || shown.length < lines.length || (lost && this.#base > 0);
    return { cursor: this.#base + Math.max(0, from - 1) + end, lines: shown, truncated };
  }

  #read(from: number, to: number): Buffer {
    const bytes = Buffer.alloc(Math.max(0, to - from));
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(this.#file, bytes, done, bytes.length - done, from + done);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  }

  #rotate(): void {
    renameSync(this.path, `${this.path}.1`);
    const file = openSync(this.path, 'a+', 0o600);
    closeSync(this.#file);
    this.#file = file;
    this.#base += this.#size;
    this.#size = 0;
  }
}
