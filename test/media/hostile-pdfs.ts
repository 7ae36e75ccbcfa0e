// PDFs that are made to hurt: each small on the wire, and large, endless or broken for whoever reads it.
import { constants, deflateRawSync } from 'node:zlib';
import { pdf, pdfOf, pdfStream, pdfText } from './samples.ts';

const MB = 1024 * 1024;
const catalogue = '<< /Type /Catalog /Pages 2 0 R >>';
const pages = (kids: string, count: number) => `<< /Type /Pages /Kids [${kids}] /Count ${count} >>`;
const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
const page = (resources = '/Font << /F1 4 0 R >>') =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << ${resources} >> /Contents 5 0 R >>`;

/** Spaces, deflated once and said again and again: a megabyte of them is a kilobyte. */
function inflatesTo(megabytes: number): Uint8Array {
  const flushed = deflateRawSync(Buffer.alloc(MB, ' '), { finishFlush: constants.Z_FULL_FLUSH });
  const last = deflateRawSync(Buffer.from(pdfText('far behind')));
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array.from({ length: megabytes }, () => flushed), last]);
}

export function inflating(megabytes: number): Uint8Array<ArrayBuffer> {
  const content = pdfStream(inflatesTo(megabytes), ' /Filter /FlateDecode');
  return pdfOf([catalogue, pages('3 0 R', 1), page(), font, content]);
}

/** A font whose map of letters is counted through, sixteen million by sixteen million. */
export function busy(ranges: number): Uint8Array<ArrayBuffer> {
  const range = '<0000> <fffffe> <0041>\n';
  const map = `/CIDInit /ProcSet findresource begin 1 begincmap\n1 begincodespacerange <000000> <ffffff> endcodespacerange\n${ranges} beginbfrange\n${range.repeat(ranges)}endbfrange\nendcmap`;
  const mapped = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>';
  return pdfOf([catalogue, pages('3 0 R', 1), page(), mapped, pdfStream(pdfText('Hello')), pdfStream(map)]);
}

/** Forms that each draw the next one twice: so many letters as 2 to the power of the depth. */
export function doubling(depth: number): Uint8Array<ArrayBuffer> {
  const form = (index: number) => {
    const next = `/X ${7 + index} 0 R`;
    const more = ` /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << ${next} >> >>`;
    return pdfStream('/X Do /X Do', more);
  };
  const forms = Array.from({ length: depth }, (_, index) => form(index));
  const last = pdfStream('', ' /Type /XObject /Subtype /Form /BBox [0 0 9 9]');
  return pdfOf([
    catalogue,
    pages('3 0 R', 1),
    page('/XObject << /X 6 0 R >>'),
    font,
    pdfStream('/X Do'),
    ...forms,
    last,
  ]);
}

export const circling: Record<string, Uint8Array<ArrayBuffer>> = {
  'has its pages among its pages': pdfOf([catalogue, pages('2 0 R', 1)]),
  'is its own parent': pdfOf([
    catalogue,
    pages('3 0 R 2 0 R', 2),
    '<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 3 0 R >>',
  ]),
  'is its own object': pdfOf(['1 0 R', pages('', 1)]),
  'draws itself within itself': pdfOf([
    catalogue,
    pages('3 0 R', 1),
    page('/XObject << /X 6 0 R >>'),
    font,
    pdfStream('/X Do'),
    pdfStream('/X Do /X Do', ' /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>'),
  ]),
  'has a length that is its stream': pdfOf([
    catalogue,
    pages('3 0 R', 1),
    page(),
    font,
    '<< /Length 5 0 R >>\nstream\nBT ET\nendstream',
  ]),
};

/** One page, named as often. */
export function repeating(count: number): Uint8Array<ArrayBuffer> {
  return pdfOf([catalogue, pages('3 0 R '.repeat(count), count), page(), font, pdfStream(pdfText('Hello'))]);
}

/** No page, and the promise of many. */
export const boasting = pdfOf([catalogue, pages('', 2_000_000_000)]);

const secret = Buffer.from(pdf('Secret')).toString('latin1');
const lock = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >> /ID [<41> <41>]`;
export const encrypted = new Uint8Array(Buffer.from(secret.replace('/Root 1 0 R', `/Root 1 0 R ${lock}`), 'latin1'));
