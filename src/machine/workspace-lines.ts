// Some lines out of a file of a workspace, as bytes: counted without reading more of it than is needed.
import type { FileHandle } from 'node:fs/promises';
import type { Lines } from '../agent-seams.ts';
import { type Act, refusal } from './workspace-path.ts';

/** What is read at once, and what is written at all. */
export const LARGEST_TEXT = 2 * 1024 * 1024;
/** How far into a file somebody may ask for its lines. */
const FARTHEST = 64 * 1024 * 1024;
const CHUNK = 64 * 1024;
const PROBE = 8 * 1024;
const NEWLINE = 10;

export function refuseBinary(act: Act, name: string, bytes: Uint8Array): void {
  if (bytes.subarray(0, PROBE).includes(0)) throw refusal(act, name, 'it is not text');
}

/** The bytes of some lines. All lines are counted in a file that is read at once anyway. */
export async function readLines(file: FileHandle, { from, count }: Lines, name: string, size: number) {
  const kept: Uint8Array[] = [];
  const countAll = size <= LARGEST_TEXT;
  const buffer = new Uint8Array(CHUNK);
  let line = 1;
  let length = 0;
  let cut = false;
  let ended = true;
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK, position);
    if (bytesRead === 0) return found(null);
    const chunk = buffer.subarray(0, bytesRead);
    if (position === 0) refuseBinary('read', name, chunk);
    position += bytesRead;
    for (let start = 0; start < chunk.length; ) {
      const newline = chunk.indexOf(NEWLINE, start);
      const end = newline < 0 ? chunk.length : newline + 1;
      if (line >= from && line - from < count && !cut) {
        cut = length + end - start > LARGEST_TEXT;
        kept.push(chunk.slice(start, cut ? start + LARGEST_TEXT - length : end));
        length += end - start;
      }
      ended = newline >= 0;
      if (ended) line += 1;
      start = end;
      if (!countAll && (cut || line - from >= count)) return found(ended ? line - 1 : line);
    }
    if (position >= FARTHEST) throw refusal('read', name, `line ${from} is more than 64 MB into it`);
  }

  function found(reached: number | null) {
    const total = ended ? line - 1 : line;
    const to = Math.max(from - 1, Math.min(reached ?? total, from + count - 1));
    return { bytes: Buffer.concat(kept), to, total: reached === null ? total : null, cut };
  }
}
