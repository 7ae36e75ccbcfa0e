// The words of a PDF, page by page. Who calls this gives it a thread: one page can keep it busy for as long as it likes.
import type { ReadingLimits } from '../agent-seams.ts';
import { beginningOf } from '../beginning.ts';
import { nextTurn } from '../turn.ts';

/** Takes the bytes for itself. After its time, what has been read so far has to do. Null when there are no words. */
export async function readPages(
  bytes: Uint8Array,
  { until, maxPages, maxCharacters }: ReadingLimits,
): Promise<string | null> {
  const { getResolvedPDFJS, getDocumentProxy } = await import('unpdf');
  const { VerbosityLevel } = await getResolvedPDFJS();
  const time = Promise.withResolvers<null>();
  const timer = setTimeout(() => time.resolve(null), Math.max(0, until - Date.now()));
  const opening = getDocumentProxy(bytes, {
    verbosity: VerbosityLevel.ERRORS,
    useSystemFonts: false,
    stopAtErrors: false,
  });
  try {
    const pdf = await Promise.race([opening, time.promise]);
    if (!pdf) return null;
    const pages: string[] = [];
    let length = 0;
    for (let page = 1; page <= Math.min(pdf.numPages, maxPages); page += 1) {
      await nextTurn();
      const text = Date.now() < until ? await Promise.race([readPage(pdf, page), time.promise]) : null;
      if (text === null) break;
      pages.push(text);
      length += text.length;
      if (length > maxCharacters) break;
    }
    const words = beginningOf(pages.join('\n\n').replaceAll('\0', '').toWellFormed(), maxCharacters).trim();
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
