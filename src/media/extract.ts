// The words of a document, read out once when it comes. A document that cannot be read is a file without text.
import type { PdfReader } from '../agent-seams.ts';
import { beginningOf } from '../beginning.ts';
import { limits } from './limits.ts';

/** `until`: after that time, what has been read so far has to do. */
export async function readText(
  type: string,
  bytes: Uint8Array,
  until: number,
  readPdf: PdfReader,
): Promise<string | null> {
  const { maxPages, maxTextCharacters: maxCharacters } = limits;
  if (type === 'application/pdf') return readPdf(bytes, { until, maxPages, maxCharacters });
  return type.startsWith('text/') ? readPlain(bytes) : null;
}

function readPlain(bytes: Uint8Array): string {
  // A character takes four bytes at most.
  const head = bytes.subarray(0, limits.maxTextCharacters * 4);
  return beginningOf(new TextDecoder().decode(head, { stream: head.length < bytes.length }), limits.maxTextCharacters);
}
