// What a file is, by its bytes. What it calls itself does not count, and nothing that a browser would run gets through.
import type { MediaKind } from '../records.ts';

/** `extensions`: those that such a file may have as they are; the first is given to one that has none of them. */
export type Sniffed = { type: string; kind: MediaKind; extensions: readonly string[] };

const taken: Record<string, Sniffed> = {
  'image/jpeg': { type: 'image/jpeg', kind: 'image', extensions: ['jpg', 'jpeg', 'jfif'] },
  'image/png': { type: 'image/png', kind: 'image', extensions: ['png', 'apng'] },
  'image/apng': { type: 'image/png', kind: 'image', extensions: ['png', 'apng'] },
  'image/gif': { type: 'image/gif', kind: 'image', extensions: ['gif'] },
  'image/webp': { type: 'image/webp', kind: 'image', extensions: ['webp'] },
  'audio/mpeg': { type: 'audio/mpeg', kind: 'audio', extensions: ['mp3'] },
  'audio/wav': { type: 'audio/wav', kind: 'audio', extensions: ['wav'] },
  'audio/x-m4a': { type: 'audio/mp4', kind: 'audio', extensions: ['m4a', 'mp4'] },
  'audio/mp4': { type: 'audio/mp4', kind: 'audio', extensions: ['m4a', 'mp4'] },
  'audio/aac': { type: 'audio/aac', kind: 'audio', extensions: ['aac'] },
  'audio/ogg': { type: 'audio/ogg', kind: 'audio', extensions: ['ogg', 'oga', 'opus'] },
  'audio/ogg; codecs=opus': { type: 'audio/ogg', kind: 'audio', extensions: ['opus', 'ogg', 'oga'] },
  'audio/flac': { type: 'audio/flac', kind: 'audio', extensions: ['flac'] },
  'audio/webm': { type: 'audio/webm', kind: 'audio', extensions: ['webm', 'weba'] },
  'video/mp4': { type: 'video/mp4', kind: 'video', extensions: ['mp4', 'm4v'] },
  'video/x-m4v': { type: 'video/mp4', kind: 'video', extensions: ['m4v', 'mp4'] },
  'video/quicktime': { type: 'video/quicktime', kind: 'video', extensions: ['mov', 'qt'] },
  'video/webm': { type: 'video/webm', kind: 'video', extensions: ['webm'] },
  'application/pdf': { type: 'application/pdf', kind: 'document', extensions: ['pdf'] },
};

/** Everything that reads as text is served as plain text, whatever a browser might see in it. */
const text: Sniffed = { type: 'text/plain', kind: 'document', extensions: [] };
const binaryExtensions = new Set(Object.values(taken).flatMap(({ extensions }) => extensions));

/** What the beginning of a file says, or the type that is not taken; null when nobody knows it. */
export async function sniff(head: Uint8Array): Promise<Sniffed | { unsupported: string | null }> {
  if (head.length === 0) return { unsupported: null };
  const { fileTypeFromBuffer } = await import('file-type');
  const mime = (await fileTypeFromBuffer(head))?.mime;
  if (mime !== 'application/pdf' && isText(head)) return text;
  if (mime === 'video/webm' && isOnlySound(head)) return taken['audio/webm'] ?? text;
  return taken[mime ?? ''] ?? { unsupported: mime ?? null };
}

/** A beginning may end inside of a character. */
export function isText(head: Uint8Array): boolean {
  if (head.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The name with an end that does not lie. */
export function trueName(name: string, { type, extensions }: Sniffed): string {
  const own = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (type === text.type) return binaryExtensions.has(own) ? `${name}.txt` : name;
  return extensions.includes(own) ? name : `${name}.${extensions[0]}`;
}

/** A recording of a voice in a browser: the same container, with no picture in it. */
function isOnlySound(head: Uint8Array): boolean {
  const words = new TextDecoder('latin1').decode(head.subarray(0, 64 * 1024));
  return /A_(OPUS|VORBIS)/.test(words) && !/V_(VP8|VP9|AV1|MPEG)/.test(words);
}
