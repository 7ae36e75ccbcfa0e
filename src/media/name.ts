// Names of files as people gave them, made safe to show and to save: no folders, nothing invisible, no name twice.
import { limits } from './limits.ts';

const HIDDEN = /[\p{Cc}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;

export function safeName(given: string | undefined): string {
  const last = (given ?? '').split(/[/\\]/).at(-1) ?? '';
  const name = last.toWellFormed().replace(HIDDEN, '').trim().replace(/^\.+$/, '');
  return shortened(name, limits.maxNameCharacters) || 'file';
}

/** The names of one message: the second of two gets a number. */
export function distinct(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 2; used.has(free.toLowerCase()); number += 1) {
      const { stem, end } = parts(name);
      const mark = ` (${number})`;
      free = `${shortened(stem, limits.maxNameCharacters - mark.length - end.length)}${mark}${end}`;
    }
    used.add(free.toLowerCase());
    return free;
  });
}

/** Cut before its extension. */
function shortened(name: string, most: number): string {
  if (name.length <= most) return name;
  const { stem, end } = parts(name);
  return `${stem
    .slice(0, Math.max(0, most - end.length))
    .toWellFormed()
    .replace(/\uFFFD$/, '')}${end}`;
}

function parts(name: string): { stem: string; end: string } {
  const dot = name.lastIndexOf('.');
  const end = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : '';
  return { stem: name.slice(0, name.length - end.length), end };
}
