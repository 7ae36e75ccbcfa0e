// Words as the full-text index knows them: what an entry is found by, and what a person's query means to it.
import type { Entry } from '../records.ts';

/** Of a longer message the beginning can be found: one message must not hold up every other. */
const MAX_INDEXED = 100_000;
const MAX_WORDS = 32;
const MAX_WORD = 128;
const MAX_SNIPPET = 400;
const PREFIX_FROM = 3;

// The tokenizer parts words at spaces. Scripts that write none are parted at every character, by one that nobody sees.
const PART = '\u200b';
const unspaced =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/gu;
const word = /[\p{L}\p{N}\p{Co}]/u;

/** What of an entry can be found; null when nothing can. */
export function searchable({ role, content }: Entry): string | null {
  if (role !== 'user' && role !== 'assistant') return null;
  const blocks = typeof content === 'string' ? [content] : [];
  if (typeof content !== 'string') for (const block of content) if (block.type === 'text') blocks.push(block.text);
  const text = parted(blocks.join('\n').slice(0, MAX_INDEXED));
  return word.test(text) ? text : null;
}

/** The query as FTS5 takes it: every word quoted, so that its operators mean nothing; null when it has no word. */
export function wanted(query: string, scopes: readonly string[]): string | null {
  const words = [...new Set(query.split(/\s+/u))].filter((one) => word.test(one)).slice(0, MAX_WORDS);
  const last = words.length - 1;
  const terms = words.map((one, index) => {
    const begun = index === last && one.length >= PREFIX_FROM ? '*' : '';
    return `"${parted(one.slice(0, MAX_WORD)).replaceAll('"', '""')}"${begun}`;
  });
  if (terms.length === 0) return null;
  const within = scopes.length > 0 ? ` AND scope : (${scopes.join(' OR ')})` : '';
  return `text : (${terms.join(' AND ')})${within}`;
}

export function sessionScope(id: string): string {
  return `s${token(id)}`;
}

export function agentScope(id: string): string {
  return `a${token(id)}`;
}

export function readable(snippet: string): string {
  return snippet.replaceAll(PART, '').replace(/\s+/gu, ' ').trim().slice(0, MAX_SNIPPET).toWellFormed();
}

function parted(text: string): string {
  return text.replaceAll('\0', ' ').replace(unspaced, `${PART}$&${PART}`);
}

/** Any name as one token, and no two names as the same. */
function token(name: string): string {
  return name.replace(/[^a-wyz0-9]/gu, (character) => `x${character.codePointAt(0)?.toString(16)}x`);
}
