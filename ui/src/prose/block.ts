// What a text consists of once it is read: the parts that are drawn below each other. A part that says the same is the same
// object, so that it is not drawn again.
import type { Token, Tokens } from 'marked';

export type Item = { key: string; token: Tokens.ListItem; whole: boolean };
export type Block =
  | { kind: 'token'; key: string; token: Token; whole: boolean }
  /** `whole` says that no more of it will come. */
  | { kind: 'code'; key: string; code: string; language: string; whole: boolean }
  | { kind: 'list'; key: string; ordered: boolean; start: number; loose: boolean; items: readonly Item[] }
  | { kind: 'plain'; key: string; text: string };
export type List = Extract<Block, { kind: 'list' }>;

/** The same list as before when nothing of it is another. */
export function steadyList(list: List, before: Block | undefined): List {
  if (before?.kind !== 'list' || before.loose !== list.loose || before.items.length !== list.items.length) return list;
  return before.items.every((item, index) => item === list.items[index]) ? before : list;
}
