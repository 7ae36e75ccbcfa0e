// The words of a document, read out once when it comes. A document that cannot be read is a file without text.
import { nextTurn } from '../turn.ts';
import { limits } from './limits.ts';

/** `until`: after that time, what has been read so far has to do. */
export async function readText(type: string, bytes: Uint8Array, until: number): Promise<string | null> {
  if (type === 'application/pdf') return readPdf(bytes, until);
  return type.startsWith('text/') ? readPlain(bytes) : null;
}

function readPlain(bytes: Uint8Array): string {
  // A character takes four bytes at most.
  const head = bytes.subarray(0, limits.maxTextCharacters * 4);
  return whole(new TextDecoder().decode(head, { stream: head.length < bytes.length }));
}

async function readPdf(bytes: Uint8Array, until: number): Promise<string | null> {
  const { getResolvedPDFJS, getDocumentProxy } = await import('unpdf');
  const { VerbosityLevel } = await getResolvedPDFJS();
  const time = Promise.withResolvers<null>();
  const timer = setTimeout(() => time.resolve(null), Math.max(0, until - Date.now()));
  // It takes the bytes for itself, and they are still to be stored.
  const opening = getDocumentProxy(bytes.slice(), {
    verbosity: VerbosityLevel.ERRORS,
    useSystemFonts: false,
    stopAtErrors: false,
  });
  try {
    const pdf = await Promise.race([opening, time.promise]);
    if (!pdf) return null;
    const pages: string[] = [];
    let length = 0;
    for (let page = 1; page <= Math.min(pdf.numPages, limits.maxPages); page += 1) {
      await nextTurn();
      const text = Date.now() < until ? await Promise.race([readPage(pdf, page), time.promise]) : null;
      if (text === null) break;
      pages.push(text);
      length += text.length;
      if (length > limits.maxTextCharacters) break;
    }
    const words = whole(pages.join('\n\n').replaceAll('\0', '')).trim();
    return words === '' ? null : words;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    // Also one that opens too late; and one that never does has nothing to destroy.
    opening.then((pdf) => pdf.loadingTask.destroy()).catch(() => undefined);
  }
}

type Pdf = Awaited<ReturnType<typeof import('unpdf').getDocumentProxy>>;

async function readPage(pdf: Pdf, number: number): Promise<string> {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent();
  const text = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
  page.cleanup();
  return text.trim();
}

function whole(text: string): string {
  const cut = text.slice(0, limits.maxTextCharacters);
  return cut.length < text.length ? cut.toWellFormed().replace(/\uFFFD$/, '') : cut;
}
