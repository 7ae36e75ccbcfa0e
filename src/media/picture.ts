// What the head of a picture says of its size. Nothing is decoded: a bomb is known before it is lit.
import type { GatewayError } from '../errors.ts';
import { limits } from './limits.ts';
import { refused } from './refusal.ts';

export type Size = { width: number; height: number };

export async function measure(fileName: string, type: string, bytes: Uint8Array): Promise<Size> {
  const size = type === 'image/jpeg' ? walkJpeg(bytes) : await readSize(bytes);
  if (!size) throw broken(fileName);
  const moving = type === 'image/gif' ? walkGif(bytes) : null;
  const width = Math.max(size.width, moving?.width ?? 0);
  const height = Math.max(size.height, moving?.height ?? 0);
  if (!(width > 0 && height > 0)) throw broken(fileName);
  if (width > limits.maxSide || height > limits.maxSide || width * height > limits.maxPixels) {
    const words = `Cannot take '${fileName}' as a picture of ${width} × ${height} is too large: send it at most ${limits.maxSide} wide and high, with ${limits.maxPixels / 1_000_000} megapixels at most`;
    throw refused('ATTACHMENT_IMAGE_TOO_LARGE', words, { fileName, width, height, limit: limits.maxPixels });
  }
  if (moving && moving.frames > limits.maxFrames) {
    const words = `Cannot take '${fileName}' as it has more than ${limits.maxFrames} frames: send a shorter one`;
    throw refused('ATTACHMENT_IMAGE_TOO_LARGE', words, { fileName, limit: limits.maxFrames });
  }
  return { width, height };
}

function broken(fileName: string): GatewayError {
  const words = `Cannot take '${fileName}' as the picture is damaged: save it anew and send it again`;
  return refused('ATTACHMENT_INVALID', words, { fileName });
}

async function readSize(bytes: Uint8Array): Promise<Size | null> {
  const { imageSize } = await import('image-size');
  try {
    const { width, height } = imageSize(bytes);
    return { width, height };
  } catch {
    return null;
  }
}

/** The library makes objects for each step, and a hostile picture has a million. What stands between is skipped. */
function walkJpeg(bytes: Uint8Array): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 9 <= view.byteLength) {
    const mark = view.getUint8(at) === 0xff ? view.getUint8(at + 1) : 0xff;
    const isFrame = mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    const isAlone = mark < 0xc0 || mark === 0xff || (mark >= 0xd0 && mark <= 0xd8);
    if (mark === 0xd9) return null;
    at += isAlone ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** A frame may be larger than the picture says it is. Ends where the file is cut. */
function walkGif(bytes: Uint8Array): Size & { frames: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const byte = (at: number) => (at < view.byteLength ? view.getUint8(at) : 0);
  const short = (at: number) => (at + 1 < view.byteLength ? view.getUint16(at, true) : 0);
  const palette = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const found = { width: 0, height: 0, frames: 0 };
  let at = 13 + palette(byte(10));
  const skipBlocks = () => {
    while (byte(at) !== 0) at += byte(at) + 1;
    at += 1;
  };
  while (at < view.byteLength && found.frames <= limits.maxFrames) {
    const mark = byte(at);
    if (mark === 0x21) {
      at += 2;
      skipBlocks();
    } else if (mark === 0x2c) {
      found.frames += 1;
      found.width = Math.max(found.width, short(at + 1) + short(at + 5));
      found.height = Math.max(found.height, short(at + 3) + short(at + 7));
      at += 11 + palette(byte(at + 9));
      skipBlocks();
    } else {
      break;
    }
  }
  return found;
}
