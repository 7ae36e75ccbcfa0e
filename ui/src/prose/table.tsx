// A table, which scrolls in itself when it is wide. A row that says the same is not drawn again.
import type { Tokens } from 'marked';
import { memo } from '../parts/memo.tsx';
import { words } from '../words/words.ts';
import { inline } from './inline.tsx';
import { Scroller } from './scroller.tsx';

export function Table({ table: { header, rows } }: { table: Tokens.Table }) {
  return (
    <Scroller class="table" name={words.value.chat.table}>
      <table>
        <thead>
          <tr>
            {header.map(({ tokens, align }) => (
              <th scope="col" dir="auto" data-side={sideOf(align)}>
                {inline(tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <Row cells={cells} />
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

const Row = memo(
  ({ cells }: { cells: Tokens.TableCell[] }) => (
    <tr>
      {cells.map(({ tokens, align }) => (
        <td dir="auto" data-side={sideOf(align)}>
          {inline(tokens)}
        </td>
      ))}
    </tr>
  ),
  (before, after) => before.cells === after.cells,
);

function sideOf(align: Tokens.TableCell['align']): string | undefined {
  return { left: 'start', center: 'center', right: 'end', none: undefined }[align ?? 'none'];
}
