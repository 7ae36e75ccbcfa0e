// Edits of a text: each names what it replaces, which must be there exactly once, and all of them fit or none is made.
import { invalidRequest } from '../errors.ts';

export type Edit = { oldText: string; newText: string };

const SHOWN_CHARACTERS = 80;

export function applyEdits(name: string, before: string, edits: readonly Edit[]): string {
  const places = edits.map((edit, index) => {
    const { oldText, newText } = before.includes('\r\n') ? withReturns(edit) : edit;
    const at = before.indexOf(oldText);
    const often = at < 0 ? 0 : before.indexOf(oldText, at + 1) < 0 ? 1 : countIn(before, oldText);
    if (often !== 1) {
      const which = edits.length === 1 ? 'its oldText' : `the oldText of edit ${index + 1}`;
      const what = JSON.stringify(edit.oldText.slice(0, SHOWN_CHARACTERS));
      const how =
        often === 0 ? 'is not in the file; read it again' : `is in the file ${often} times; give more around it`;
      throw invalidRequest(`Cannot edit "${name}": ${which} ${what} ${how}`);
    }
    return { index, from: at, to: at + oldText.length, newText };
  });

  places.sort((one, other) => one.from - other.from);
  let done = 0;
  let after = '';
  for (const [order, { index, from, to, newText }] of places.entries()) {
    if (from < done) {
      const other = (places[order - 1]?.index ?? 0) + 1;
      throw invalidRequest(`Cannot edit "${name}": edits ${other} and ${index + 1} overlap; make one of them`);
    }
    after += before.slice(done, from) + newText;
    done = to;
  }
  return after + before.slice(done);
}

/** Models write plain newlines, also for files whose lines end as on Windows. */
function withReturns({ oldText, newText }: Edit): Edit {
  return { oldText: oldText.replace(/\r?\n/g, '\r\n'), newText: newText.replace(/\r?\n/g, '\r\n') };
}

function countIn(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count += 1;
  return count;
}
