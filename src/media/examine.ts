// A file looked at before it is stored: what it is, what it is called, how large its picture is.
import type { MediaKind } from '../records.ts';
import { limits } from './limits.ts';
import { safeName } from './name.ts';
import { measure, type Size } from './picture.ts';
import { pictureTooLarge, refused } from './refusal.ts';
import { sniff, trueName } from './sniff.ts';

export type Known = { name: string; type: string; kind: MediaKind };

/** By its beginning. */
export async function recognise(given: string | undefined, head: Uint8Array): Promise<Known> {
  const fileName = safeName(given);
  if (head.length === 0) {
    throw refused('ATTACHMENT_INVALID', `Cannot take '${fileName}' as it is empty: send it again`, { fileName });
  }
  const found = await sniff(head.subarray(0, limits.headBytes));
  if ('unsupported' in found) {
    const what = found.unsupported === null ? 'its type is not known here' : `${found.unsupported} is not taken here`;
    const words = `Cannot take '${fileName}' as ${what}: send a picture (JPEG, PNG, GIF, WebP), a sound, an MP4, MOV or WebM video, a PDF, or text in UTF-8`;
    throw refused('ATTACHMENT_TYPE_UNSUPPORTED', words, {
      fileName,
      ...(found.unsupported === null ? {} : { mimeType: found.unsupported }),
    });
  }
  return { name: trueName(fileName, found), type: found.type, kind: found.kind };
}

/** Of all of its bytes; nothing for what is no picture. */
export async function sizeOfPicture({ name, type, kind }: Known, bytes: Uint8Array): Promise<Size | undefined> {
  if (kind !== 'image') return undefined;
  if (bytes.length > limits.maxImageBytes) throw pictureTooLarge(name, limits.maxImageBytes);
  return measure(name, type, bytes);
}
