// One file as it comes: pictures and documents are held as far as they are looked at, sound and films only pass.
import type { MediaStore, PdfReader, StoredFile } from '../agent-seams.ts';
import { type Known, recognise, sizeOfPicture } from './examine.ts';
import { readText } from './extract.ts';
import { limits } from './limits.ts';
import { safeName } from './name.ts';
import type { Size } from './picture.ts';
import { refused, tooLarge } from './refusal.ts';

type Needs = { store: Pick<MediaStore, 'put'>; readPdf: PdfReader; now: () => number };
type Looked = { size: Size | undefined; text: string | null };

export async function takeUpload(
  { store, readPdf, now }: Needs,
  given: string | undefined,
  bytes: AsyncIterable<Uint8Array>,
): Promise<StoredFile> {
  const createdAt = now();
  const coming = new Coming(bytes);
  try {
    const known = await recognise(given, await coming.first(limits.headBytes));
    const { size, text } = await look(known, coming, readPdf);
    const facts = { id: crypto.randomUUID(), ...known, text, createdAt, ...size };
    return await store.put(facts, judged(known, given, coming.all()));
  } finally {
    await coming.leave();
  }
}

async function look(known: Known, coming: Coming, readPdf: PdfReader): Promise<Looked> {
  const until = Date.now() + limits.maxExtractionMs;
  if (known.kind === 'image') {
    return { size: await sizeOfPicture(known, await coming.first(limits.maxImageBytes + 1)), text: null };
  }
  if (known.type === 'application/pdf') {
    const document = await coming.first(limits.maxBytes + 1);
    // A larger one is kept and served, and nobody reads it out.
    const text = document.length > limits.maxBytes ? null : await readText(known.type, document, until, readPdf);
    return { size: undefined, text };
  }
  if (known.kind !== 'document') return { size: undefined, text: null };
  // A character takes four bytes at most, and of the rest nothing is read.
  const beginning = await coming.first(limits.maxTextCharacters * 4 + 1);
  return { size: undefined, text: await readText(known.type, beginning, until, readPdf) };
}

/** A beginning that reads as text may be followed by something else, and a short one by too much. */
async function* judged(known: Known, given: string | undefined, bytes: AsyncIterable<Uint8Array>) {
  const decoder = known.type.startsWith('text/') ? new TextDecoder('utf-8', { fatal: true }) : null;
  let total = 0;
  for await (const part of bytes) {
    total += part.length;
    if (total > limits.maxUploadBytes) throw tooLarge(safeName(given), limits.maxUploadBytes);
    if (decoder && !readsOn(decoder, part)) {
      const words = `Cannot take '${known.name}' as its type is not known here: if it is text, save it as UTF-8`;
      throw refused('ATTACHMENT_TYPE_UNSUPPORTED', words, { fileName: known.name });
    }
    yield part;
  }
}

function readsOn(decoder: TextDecoder, part: Uint8Array): boolean {
  try {
    return !decoder.decode(part, { stream: true }).includes('\0');
  } catch {
    return false;
  }
}

class Coming {
  readonly #bytes: AsyncIterator<Uint8Array>;
  #held: Uint8Array[] = [];
  #total = 0;
  #ended = false;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#bytes = bytes[Symbol.asyncIterator]();
  }

  /** So many bytes or somewhat more, or all when there are fewer. They come again in `all`. */
  async first(count: number): Promise<Uint8Array> {
    while (this.#total < count) {
      const part = await this.#next();
      if (!part) break;
      this.#held.push(part);
      this.#total += part.length;
    }
    const joined = new Uint8Array(this.#total);
    let at = 0;
    for (const part of this.#held) {
      joined.set(part, at);
      at += part.length;
    }
    this.#held = [joined];
    return joined;
  }

  async *all(): AsyncGenerator<Uint8Array> {
    for (let part = this.#held.shift(); part; part = this.#held.shift()) yield part;
    for (let part = await this.#next(); part; part = await this.#next()) yield part;
  }

  async leave(): Promise<void> {
    await this.#bytes.return?.();
  }

  async #next(): Promise<Uint8Array | null> {
    if (this.#ended) return null;
    const { done, value } = await this.#bytes.next();
    this.#ended = done === true;
    return done ? null : value;
  }
}
