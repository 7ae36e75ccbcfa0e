// Some lines out of a file of a workspace, read piece by piece and no farther than they are.
import type { FileHandle } from 'node:fs/promises';
import type { Lines } from '../agent-seams.ts';
import { LinePicker, type PickedLines } from '../workspace-lines.ts';
import { type Act, because, refusal } from '../workspace-rules.ts';

/** How far into a file somebody may ask for its lines. */
const FARTHEST = 64 * 1024 * 1024;
const CHUNK = 64 * 1024;
const PROBE = 8 * 1024;

export function refuseBinary(act: Act, name: string, bytes: Uint8Array): void {
  if (bytes.subarray(0, PROBE).includes(0)) throw refusal(act, name, because.notText);
}

export async function readLines(file: FileHandle, lines: Lines, name: string, size: number): Promise<PickedLines> {
  const picker = new LinePicker(lines, size);
  const buffer = new Uint8Array(CHUNK);
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK, position);
    if (bytesRead === 0) return picker.picked();
    const chunk = buffer.subarray(0, bytesRead);
    if (position === 0) refuseBinary('read', name, chunk);
    position += bytesRead;
    if (!picker.take(chunk)) return picker.picked();
    if (position >= FARTHEST) throw refusal('read', name, `line ${lines.from} is more than 64 MB into it`);
  }
}
