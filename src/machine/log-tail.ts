// The end of a log file, read from outside the process that writes it, and never more than is asked for.
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const NEWLINE = 10;

/** Whole lines only; empty when there is no such file, or one that may not be read. */
export function readTail(path: string, mostBytes: number): string {
  try {
    // To open a pipe would wait for its writer.
    if (!statSync(path).isFile()) return '';
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const from = Math.max(0, size - mostBytes);
      const bytes = readFrom(file, from, size);
      return (from === 0 ? bytes : bytes.subarray(bytes.indexOf(NEWLINE) + 1)).toString();
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}

function readFrom(file: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(file, bytes, done, bytes.length - done, from + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}
