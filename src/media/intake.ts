// Files on their way in: looked at first, all of them, and only then stored.
import type { Intake, MediaStore, PdfReader, StoredFile } from '../agent-seams.ts';
import type { Attachment } from '../protocol/attachments.ts';
import type { Attached } from '../records.ts';
import { decode, sizeOf, withoutHead } from './base64.ts';
import { type Known, recognise, sizeOfPicture } from './examine.ts';
import { readText } from './extract.ts';
import { limits } from './limits.ts';
import { distinct, safeName } from './name.ts';
import type { Size } from './picture.ts';
import { refused, tooLarge } from './refusal.ts';
import { isText } from './sniff.ts';
import { Succession } from './succession.ts';
import { takeUpload } from './upload.ts';

type Inline = Known & { size: Size | undefined; bytes: Uint8Array };

export function createIntake(store: MediaStore, readPdf: PdfReader, now: () => number): Intake {
  const order = new Succession();

  async function named(ids: readonly string[], sessionKey: string | null): Promise<Map<string, StoredFile>> {
    const found = ids.length === 0 ? [] : await store.find(ids);
    const may = new Map<string, StoredFile>();
    for (const file of found) if (await mayBeNamed(file, sessionKey)) may.set(file.id, file);
    return may;
  }

  /** For a day by whoever knows its name; after that in the session that shows it, so that it can be said anew there. */
  async function mayBeNamed({ id, createdAt }: StoredFile, sessionKey: string | null): Promise<boolean> {
    return createdAt > now() - limits.uploadMs || (sessionKey !== null && (await store.held(id, sessionKey)));
  }

  async function take(attachments: readonly Attachment[], sessionKey: string | null): Promise<Attached[]> {
    if (attachments.length > limits.maxFiles) {
      const words = `Cannot take ${attachments.length} files with one message as ${limits.maxFiles} is the most: send the others with another`;
      throw refused('ATTACHMENT_TOO_MANY', words, { limit: limits.maxFiles });
    }
    const uploads = await named(
      attachments.flatMap(({ mediaId }) => mediaId ?? []),
      sessionKey,
    );
    const files: (Inline | StoredFile)[] = [];
    for (const attachment of attachments) {
      const { mediaId } = attachment;
      files.push(mediaId === undefined ? await read(attachment) : (uploads.get(mediaId) ?? missing(attachment)));
    }
    const names = distinct(files.map(({ name }) => name));
    const until = Date.now() + limits.maxExtractionMs;
    const taken: Attached[] = [];
    for (const [index, file] of files.entries()) {
      const name = names[index] ?? file.name;
      taken.push({ ...('id' in file ? factsOf(file) : factsOf(await put(file, name, until))), name });
    }
    return taken;
  }

  return {
    async receive(attachments, sessionKey) {
      if (attachments.length === 0 && (sessionKey === undefined || !order.busy(sessionKey))) return [];
      if (sessionKey === undefined) return take(attachments, null);
      return order.after(sessionKey, () => take(attachments, sessionKey));
    },

    async upload({ name }, bytes) {
      return factsOf(await takeUpload({ store, readPdf, now }, name, bytes));
    },
  };

  async function put({ type, kind, size, bytes }: Inline, name: string, until: number): Promise<StoredFile> {
    const text = await readText(type, bytes, until, readPdf);
    const facts = { id: crypto.randomUUID(), name, type, kind, text, createdAt: now(), ...size };
    return store.put(facts, once(bytes));
  }
}

async function read({ fileName: given, content }: Attachment): Promise<Inline> {
  const fileName = safeName(given);
  const base64 = typeof content === 'string' ? withoutHead(content) : '';
  if (sizeOf(base64) > limits.maxBytes) throw tooLarge(fileName, limits.maxBytes);
  const bytes = await decode(base64);
  if (bytes === null || base64 === '') {
    const words = `Cannot take '${fileName}' as its content must be base64, or a data URL of it: encode it anew`;
    throw refused('ATTACHMENT_INVALID', words, { fileName });
  }
  const known = await recognise(given, bytes);
  // A beginning that reads as text may be followed by something else.
  const { name } = known;
  if (known.type.startsWith('text/') && !isText(bytes)) {
    const words = `Cannot take '${name}' as its type is not known here: if it is text, save it as UTF-8`;
    throw refused('ATTACHMENT_TYPE_UNSUPPORTED', words, { fileName: name });
  }
  return { ...known, size: await sizeOfPicture(known, bytes), bytes };
}

function missing({ mediaId, fileName }: Attachment): never {
  const words = `Cannot find the upload '${mediaId?.slice(0, 100)}': it may be older than a day, so upload the file again`;
  throw refused('ATTACHMENT_NOT_FOUND', words, {
    mediaId: mediaId?.slice(0, 100),
    ...(fileName === undefined ? {} : { fileName: safeName(fileName) }),
  });
}

/** What a message says of a file; its text stays with its bytes. */
function factsOf({ text: _text, createdAt: _createdAt, ...facts }: StoredFile): Attached {
  return facts;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
