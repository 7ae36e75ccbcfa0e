// A file of the page in the smallest form that the browser takes: the build leaves packed copies beside the file.
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { getMimeType } from 'hono/utils/mime';
import type { Files, UiFile } from './ui.ts';

const endings: Readonly<Record<string, string>> = { br: '.br', gzip: '.gz' };

/** Null when there is no such file, packed or not. */
export async function packedFile(c: Context, path: string, files: Files): Promise<UiFile | null> {
  const encoding = accepts(c, {
    header: 'Accept-Encoding',
    supports: Object.keys(endings),
    default: 'identity',
    match: bestOf,
  });
  const ending = endings[encoding];
  const packed = ending === undefined ? null : await files(path + ending);
  if (packed) return { ...packed, type: getMimeType(path) ?? 'application/octet-stream', encoding };
  return files(path);
}

type Accepted = { type: string; q: number };

/** Ours is the order: what a browser takes at all, it takes as gladly as anything else. */
function bestOf(accepted: Accepted[], { supports, default: none }: { supports: string[]; default: string }): string {
  const takes = (name: string) => accepted.some(({ type, q }) => type === name && q > 0);
  return supports.find(takes) ?? none;
}
