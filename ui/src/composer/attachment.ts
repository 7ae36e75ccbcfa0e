// A file of the message that is being written, from when it was chosen until it is sent.
import type { ShownMedia } from '../../../src/protocol/attachments.ts';

/** Why a file is not there. */
export type Trouble =
  | { code: 'too-large' | 'picture-too-large'; limit: number }
  | { code: 'unknown' | 'empty' | 'folder' | 'cut' | 'busy' | 'gone' }
  | { code: 'refused'; why: string };

/** "cut" can be tried again; what was refused will be refused again. */
export type Standing =
  | { state: 'waiting' }
  | { state: 'sending'; sent: number }
  /** `until`: so long it may be named in a message; null when a message of this session has it already. */
  | { state: 'there'; media: ShownMedia; until: number | null }
  | { state: 'cut'; trouble: Trouble }
  | { state: 'refused'; trouble: Trouble };

export type Attachment = {
  id: string;
  name: string;
  size: number;
  contentType: string;
  /** Null for one that an earlier visit uploaded. */
  file: File | null;
  standing: Standing;
};

export const MOST_FILES = 10;

export type Limits = { maxBytes: number; maxImageBytes: number };

const pictures = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

/** Whether the browser and the gateway know it as a picture. */
export function isPicture(contentType: string): boolean {
  return pictures.has(contentType);
}

export function attachmentOf(file: File, standing: Standing): Attachment {
  const { name, size, type: contentType } = file;
  return { id: crypto.randomUUID(), name, size, contentType, file, standing };
}

export function attachmentThere(media: ShownMedia, until: number | null, now: number): Attachment {
  const { fileName: name, sizeBytes: size, contentType } = media;
  const gone = until !== null && until <= now;
  const standing: Standing = gone ? { state: 'refused', trouble: { code: 'gone' } } : { state: 'there', media, until };
  return { id: media.id, name, size, contentType, file: null, standing };
}

/** What can be told of a file before any of it is sent. */
export function troubleOf({ size, type }: Pick<File, 'size' | 'type'>, limits: Limits): Trouble | null {
  if (size === 0) return { code: 'empty' };
  if (isPicture(type) && size > limits.maxImageBytes) {
    return { code: 'picture-too-large', limit: limits.maxImageBytes };
  }
  return size > limits.maxBytes ? { code: 'too-large', limit: limits.maxBytes } : null;
}

export function isUnderWay({ standing: { state } }: Attachment): boolean {
  return state === 'waiting' || state === 'sending';
}

/** Those that a message sent now would have, or would have to wait for. */
export function countsForMessage({ standing: { state } }: Attachment): boolean {
  return state !== 'refused';
}
