// The files of a conversation as a model is told them: as they are if it takes them, else as text, else in words.
import type { FilePart } from 'ai';
import type { MediaStore, StoredFile } from '../agent-seams.ts';
import type { Api } from '../config/schema.ts';
import { GatewayError } from '../errors.ts';
import type { Attached, Entry, MediaKind } from '../records.ts';
import type { CatalogModel } from './catalog.ts';
import { fileWords, textWords } from './file-words.ts';

/** Who is told, and where the bytes are. */
export type Reader = { model: Pick<CatalogModel, 'input' | 'contextWindow'>; api: Api; media: MediaStore };

/** What stands behind the words of one message. */
export type AttachedParts = { words: string[]; files: FilePart[] };

/** Of all files of one turn together; the newest come first. */
const MOST_BYTES = 20 * 1024 * 1024;
const MOST_CHARACTERS = 200_000;
const FILE_CHARACTERS = 60_000;
/** So much of what a model can read may be text of files: half of it, at four characters a token. */
const CHARACTERS_PER_TOKEN = 2;

const senses: Record<MediaKind, readonly string[]> = {
  image: ['image'],
  audio: ['audio'],
  video: ['video'],
  document: ['document', 'pdf', 'file'],
};
/** What an api has a place for, whatever its model takes. Others would refuse the whole conversation, every time. */
const carried: Record<Api, RegExp> = {
  'openai-completions': /^(image\/|video\/|audio\/(wav|mpeg)$|application\/pdf$)/,
  'openai-responses': /^(image\/|application\/pdf$)/,
  'anthropic-messages': /^(image\/|application\/pdf$)/,
  'google-generative-ai': /^(image\/|video\/|audio\/|application\/pdf$)/,
  ollama: /^image\//,
};

export async function attachedParts(
  entries: readonly Entry[],
  reader: Reader | null,
): Promise<Map<string, AttachedParts>> {
  const parts = new Map<string, AttachedParts>();
  const room = {
    bytes: MOST_BYTES,
    characters: Math.min(MOST_CHARACTERS, (reader?.model.contextWindow ?? 0) * CHARACTERS_PER_TOKEN),
  };
  for (const { id, meta } of entries.toReversed()) {
    const { media: attached = [] } = meta;
    if (attached.length === 0) continue;
    const stored = reader ? await reader.media.find(attached.map((file) => file.id)) : [];
    const told: AttachedParts = { words: [], files: [] };
    for (const file of attached) {
      const found = stored.find((one) => one.id === file.id);
      const part =
        reader && found ? await tell(file, found, reader, room) : fileWords(file, reader ? 'gone' : 'unread');
      if (typeof part === 'string') told.words.push(part);
      else told.files.push(part);
    }
    parts.set(id, told);
  }
  return parts;
}

type Room = { bytes: number; characters: number };

async function tell(file: Attached, { text }: StoredFile, reader: Reader, room: Room): Promise<FilePart | string> {
  const takes = senses[file.kind].some((sense) => reader.model.input.includes(sense));
  const taken = takes && carried[reader.api].test(file.type);
  if (taken && file.size <= room.bytes) {
    const data = await readAll(reader.media, file);
    if (data === null) return fileWords(file, 'gone');
    room.bytes -= file.size;
    return { type: 'file', data, mediaType: file.type, filename: file.name };
  }
  if (text !== null && room.characters > 0) {
    const part = text.slice(0, Math.min(FILE_CHARACTERS, room.characters));
    room.characters -= part.length;
    return textWords(file, part, text.length);
  }
  if (taken || text !== null) return fileWords(file, 'crowded');
  return fileWords(file, file.kind === 'document' && !takes ? 'wordless' : 'senseless');
}

/** Null when it is gone. */
async function readAll(media: MediaStore, { id, size }: Attached): Promise<Uint8Array | null> {
  const bytes = new Uint8Array(size);
  let at = 0;
  try {
    for await (const piece of media.read(id, 0, size)) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  } catch (error) {
    if (error instanceof GatewayError && error.details?.code === 'ATTACHMENT_NOT_FOUND') return null;
    throw error;
  }
}
