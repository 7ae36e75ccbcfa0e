// What one piece of a text is made of.
import type { Token, Tokens } from 'marked';
import type { Block, Item } from './block.ts';
import { fenceOf, lookAt } from './markers.ts';
import type { Piece } from './pieces.ts';

type Lex = (text: string) => Token[] | null;

/** `whole` says that no more of it will come. */
export function blocksOf(piece: Piece, text: string, whole: boolean, lex: Lex): Block[] {
  const key = String(piece.at);
  if (text.trim() === '') return [];
  if (piece.kind === 'fence') return [{ kind: 'code', key, ...codeOf(text, piece.inCode), whole }];
  const tokens = lex(text);
  if (!tokens) return [plainOf(piece, text)];
  return tokens.flatMap((token, index) => blockOf(token, index === 0 ? key : `${key}.${index}`, whole));
}

export function plainOf({ at }: Piece, text: string): Block {
  return { kind: 'plain', key: String(at), text };
}

function blockOf(token: Token, key: string, whole: boolean): Block[] {
  if (token.type === 'space' || token.type === 'def') return [];
  if (!isList(token)) return [{ kind: 'token', key, token, whole }];
  const items = token.items.map(
    (item, index): Item => ({ key: index === 0 ? key : `${key}/${index}`, token: item, whole }),
  );
  const { ordered, loose } = token;
  return [{ kind: 'list', key, ordered, loose, start: token.start === '' ? 1 : token.start, items }];
}

function isList(token: Token): token is Tokens.List {
  return token.type === 'list';
}

function codeOf(text: string, open: boolean): { code: string; language: string } {
  const begin = text.indexOf('\n');
  // Its name is not complete before its line is.
  if (begin < 0) return { code: '', language: '' };
  const { indent, rest } = lookAt(text.slice(0, begin));
  const language = (fenceOf(rest)?.info ?? '').split(/[\s{,:]/, 1)[0] ?? '';
  const inside = text.slice(begin + 1, open ? text.length : Math.max(begin + 1, text.lastIndexOf('\n')));
  const code = open ? inside.replace(/\n$/, '') : inside;
  return { code: indent === 0 ? code : code.replace(new RegExp(`^ {1,${indent}}`, 'gm'), ''), language };
}
