// Small real files, made by hand: as much of each as tells what it is.
import { deflateSync } from 'node:zlib';

const bytes = (...parts: (string | number[] | Uint8Array)[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))),
  );

const u32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const le32 = (value: number) => u32(value).reverse();
const le16 = (value: number) => [value & 255, value >>> 8];

function crc(data: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = bytes(name, data);
  return bytes(u32(data.length), body, u32(crc(body)));
}

/** Black, and as large as it says: nothing decodes it here. */
export function png(width: number, height: number): Uint8Array<ArrayBuffer> {
  const head = bytes(u32(width), u32(height), [8, 0, 0, 0, 0]);
  const rows = deflateSync(Buffer.alloc(Math.min(height, 100) * (Math.min(width, 100) + 1)));
  return bytes([0x89], 'PNG\r\n\x1a\n', chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', bytes()));
}

export function jpeg(width: number, height: number): Uint8Array {
  const frame = [0xff, 0xc0, 0, 11, 8, ...u32(height).slice(2), ...u32(width).slice(2), 1, 1, 0x11, 0];
  return bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF\0', [1, 1, 0, 0, 1, 0, 1, 0, 0], frame, [0xff, 0xd9]);
}

/** Its frames may be larger than it says it is. */
export function gif(width: number, height: number, frames = 1, side: [number, number] = [1, 1]): Uint8Array {
  const head = bytes('GIF89a', le16(width), le16(height), [0x80, 0, 0], [0, 0, 0, 255, 255, 255]);
  const frame = bytes(
    [0x21, 0xf9, 4, 0, 0, 0, 0, 0],
    [0x2c, 0, 0, 0, 0],
    le16(side[0]),
    le16(side[1]),
    [0],
    [2, 2, 0x44, 1, 0],
  );
  return bytes(head, ...Array.from({ length: frames }, () => frame), [0x3b]);
}

export function webp(width: number, height: number): Uint8Array {
  const frame = bytes([0x30, 0, 0, 0x9d, 1, 0x2a], le16(width), le16(height), [0, 0]);
  const body = bytes('WEBPVP8 ', le32(frame.length), frame);
  return bytes('RIFF', le32(body.length), body);
}

const box = (name: string, data: Uint8Array) => bytes(u32(data.length + 8), name, data);
const ftyp = (brand: string) => bytes(box('ftyp', bytes(brand, u32(0), brand)), box('mdat', bytes(new Uint8Array(64))));
const ebml = (type: string, codecs: string) =>
  bytes(
    [0x1a, 0x45, 0xdf, 0xa3, 0x80 | (type.length + 3), 0x42, 0x82, 0x80 | type.length],
    type,
    [0x18, 0x53, 0x80, 0x67],
    codecs,
    [0, 0],
  );

export const samples = {
  mp4: ftyp('isom'),
  mov: ftyp('qt  '),
  m4a: ftyp('M4A '),
  webm: ebml('webm', 'V_VP8 A_OPUS'),
  voice: ebml('webm', 'A_OPUS'),
  wav: bytes(
    'RIFF',
    le32(36),
    'WAVEfmt ',
    le32(16),
    le16(1),
    le16(1),
    le32(8000),
    le32(8000),
    le16(1),
    le16(8),
    'data',
    le32(4),
    [1, 2, 3, 0],
  ),
  mp3: bytes(...Array.from({ length: 4 }, () => bytes([0xff, 0xfb, 0x90, 0x64], new Uint8Array(413)))),
  ogg: bytes('OggS', new Uint8Array(24), 'OpusHead', new Uint8Array(20)),
  flac: bytes('fLaC', new Uint8Array(40)),
  zip: bytes('PK\x03\x04', new Uint8Array(60)),
  exe: bytes('MZ', [0x90, 0], new Uint8Array(80)),
};

/** A page for each text. */
export function pdf(...pages: string[]): Uint8Array<ArrayBuffer> {
  const first = 4;
  const kids = pages.map((_, index) => `${first + index * 2} 0 R`).join(' ');
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap((text, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${first + index * 2 + 1} 0 R >>`,
      pdfStream(pdfText(text)),
    ]),
  ]);
}

/** A page's content that shows a text. */
export function pdfText(text: string): string {
  return `BT /F1 ${text.length > 80 ? 0.01 : 12} Tf 72 720 Td (${text.replace(/[()\\]/g, '\\$&')}) Tj ET`;
}

export function pdfStream(data: string | Uint8Array, more = ''): Uint8Array {
  return bytes(`<< /Length ${data.length}${more} >>\nstream\n`, data, '\nendstream');
}

/** Objects as they are, numbered from 1; the first is the catalogue. */
export function pdfOf(objects: readonly (string | Uint8Array)[], more = ''): Uint8Array<ArrayBuffer> {
  const parts = [bytes('%PDF-1.4\n')];
  let length = parts[0]?.length ?? 0;
  const offsets = objects.map((object, index) => {
    const offset = length;
    const part = bytes(`${index + 1} 0 obj\n`, object, '\nendobj\n');
    parts.push(part);
    length += part.length;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}trailer\n<< /Size ${size} /Root 1 0 R${more} >>\nstartxref\n${length}\n%%EOF\n`;
  return bytes(...parts, end);
}

export function text(words: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(words));
}

export function base64(data: Uint8Array): string {
  return Buffer.from(data).toString('base64');
}

export async function* stream(data: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}
