// Strict base64, read in stretches so that a large file does not hold everybody up.
import { nextTurn } from '../turn.ts';

const STRETCH = 256 * 1024;
const HEAD = /^data:[^,]{0,250};base64,/;

/** Where the base64 begins, behind the head of a data URL. */
export function withoutHead(content: string): string {
  if (!content.startsWith('data:')) return content;
  return content.slice(HEAD.exec(content.slice(0, 300))?.[0].length ?? 0);
}

/** How many bytes it stands for, when it is base64. */
export function sizeOf(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.floor(base64.length / 4) * 3 - padding;
}

/** Null when it is no base64: another letter, a wrong length, padding in the middle. */
export async function decode(base64: string): Promise<Uint8Array | null> {
  if (base64.length % 4 !== 0) return null;
  const bytes = new Uint8Array(sizeOf(base64));
  for (let start = 0; start < base64.length; start += STRETCH) {
    if (start > 0) await nextTurn();
    const stretch = base64.slice(start, start + STRETCH);
    const letters = read(stretch);
    const at = (start / 4) * 3;
    const expected = Math.min(bytes.length - at, (STRETCH / 4) * 3);
    // White space and padding inside of it are nothing to others, and here they are missing.
    if (letters?.length !== expected) return null;
    for (let index = 0; index < letters.length; index += 1) bytes[at + index] = letters.charCodeAt(index);
  }
  return bytes;
}

function read(base64: string): string | null {
  try {
    return atob(base64);
  } catch {
    return null;
  }
}
