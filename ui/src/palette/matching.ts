// Finding by what somebody types: without regard to case and accents, best where a name or a word begins.

type Folded = { text: string; from: readonly number[] };

/** Each letter by itself, so that a place in what is folded is known in what was written. */
function foldWithPlaces(text: string): Folded {
  const from: number[] = [];
  let folded = '';
  let at = 0;
  for (const letter of text) {
    const plain = fold(letter);
    for (let index = 0; index < plain.length; index += 1) from.push(at);
    folded += plain;
    at += letter.length;
  }
  return { text: folded, from: [...from, at] };
}

export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

export function wordsOf(query: string): string[] {
  return fold(query).split(/\s+/).filter(Boolean);
}

/** How well a name fits: the smaller the better, null when it does not. Letters may be left out if they come in order. */
export function rankOf(name: string, query: string): number | null {
  const words = wordsOf(query);
  const text = fold(name);
  let sum = 0;
  for (const word of words) {
    const one = fitOf(text, word);
    if (one === null) return null;
    sum += one;
  }
  return sum;
}

const LOOSE_FROM = 3;

function fitOf(text: string, word: string): number | null {
  const at = text.indexOf(word);
  if (at === 0) return 0;
  if (at > 0) return begins(text, word) ? 1 : 2;
  return word.length >= LOOSE_FROM && inOrder(text, word) ? 6 : null;
}

function begins(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return true;
  }
  return false;
}

/** Within one word of the name: over several of them nearly everything would fit. */
function inOrder(text: string, word: string): boolean {
  return text.split(/[^\p{L}\p{N}]+/u).some((part) => {
    let at = 0;
    for (const letter of part) if (letter === word[at]) at += 1;
    return part[0] === word[0] && at === word.length;
  });
}

export type Part = { text: string; hit: boolean };

/** A text in parts: those that were asked for, and what stands between them. */
export function partsOf(text: string, query: string): Part[] {
  const folded = foldWithPlaces(text);
  const hits = new Set<number>();
  for (const word of wordsOf(query)) {
    for (let at = folded.text.indexOf(word); at >= 0; at = folded.text.indexOf(word, at + word.length)) {
      for (let place = folded.from[at] ?? 0; place < (folded.from[at + word.length] ?? 0); place += 1) hits.add(place);
    }
  }
  const parts: { text: string; hit: boolean }[] = [];
  for (let place = 0; place < text.length; place += 1) {
    const hit = hits.has(place);
    const last = parts.at(-1);
    if (last?.hit === hit) last.text += text[place];
    else parts.push({ text: text[place] ?? '', hit });
  }
  return parts;
}
