// Items that were read each by itself are one list again.
import { type Block, type Item, type List, steadyList } from './block.ts';
import type { Piece } from './pieces.ts';

type Read = { piece: Piece; blocks: readonly Block[] };

/** `before` are the blocks that were there: a list that is the same stays the same object. */
export function joinLists(known: readonly Read[], before: ReadonlyMap<string, Block>): Block[] {
  const blocks: Block[] = [];
  let list: (List & { items: Item[] }) | null = null;
  const end = () => {
    if (list) blocks.push(steadyList(list, before.get(list.key)));
    list = null;
  };
  for (const { piece, blocks: own } of known) {
    own.forEach((block, index) => {
      if (block.kind !== 'list') {
        end();
        blocks.push(block);
      } else if (list && piece.joins && index === 0) {
        list.items.push(...block.items);
        list.loose ||= block.loose || piece.apart;
      } else {
        end();
        list = { ...block, items: [...block.items] };
      }
    });
  }
  end();
  return blocks;
}
