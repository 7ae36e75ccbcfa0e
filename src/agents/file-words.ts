// Files in words, for models that cannot take them as they are.
import type { Attached, MediaKind } from '../records.ts';

/** Why there is nothing but words. */
export type Lack = 'senseless' | 'wordless' | 'crowded' | 'gone' | 'unread';

const nouns: Record<MediaKind, string> = { image: 'picture', audio: 'sound', video: 'video', document: 'file' };
const cannot: Record<MediaKind, string> = {
  image: 'this model cannot see pictures',
  audio: 'this model cannot hear such sounds',
  video: 'this model cannot watch videos',
  document: 'this model cannot read such files',
};

export function fileWords(file: Attached, lack: Lack): string {
  switch (lack) {
    case 'senseless':
      return `[${named(file)}: ${cannot[file.kind]}]`;
    case 'wordless':
      return `[${named(file)}: no text could be read from it]`;
    case 'crowded':
      return `[${named(file)}: left out here, as newer files take the room]`;
    case 'gone':
      return `[${named(file)}: it is not kept any more]`;
    case 'unread':
      return `[${named(file)}]`;
  }
}

/** `whole`: how long the text was before it was cut. */
export function textWords(file: Attached, text: string, whole: number): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const rest = whole - text.length;
  const notice = rest > 0 ? `\n[${rest} more characters of ${JSON.stringify(file.name)} are left out]` : '';
  return `[${named(file)}, its text:]\n${fence}\n${text.toWellFormed()}\n${fence}${notice}`;
}

function named({ kind, name, type, size, width, height }: Attached): string {
  const sides = width === undefined || height === undefined ? [] : [`${width} × ${height}`];
  return `Attached ${nouns[kind]} ${JSON.stringify(name)} (${[type, ...sides, sizeWords(size)].join(', ')})`;
}

function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
