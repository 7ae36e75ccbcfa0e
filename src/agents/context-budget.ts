// How much of each workspace file stands in the system prompt: head and tail of what is too long, within a total.

export type ContextFile = { name: string; text: string; cut: boolean };

const GAP = '\n\n[…]\n\n';
const HEAD = 0.7;
/** A piece that is shorter says nothing. */
const LEAST = 100;

/** The beginning and the end, together with the mark between them no longer than the limit. */
export function cutMiddle(text: string, limit: number): { text: string; cut: boolean } {
  if (text.length <= limit) return { text, cut: false };
  const room = limit - GAP.length;
  if (room < LEAST) return { text: '', cut: true };
  const head = Math.ceil(room * HEAD);
  return { text: tidy(text.slice(0, head)) + GAP + tidy(text.slice(text.length - (room - head))), cut: true };
}

/** The section as the model reads it, and whose words are in it; never longer than the total, whatever the files hold. */
export function layOut(
  files: readonly ContextFile[],
  total: number,
  notice: string,
): { text: string; names: string[] } {
  const sections: string[] = [];
  const names: string[] = [];
  // The notice is paid for first: when it is needed, nothing is left to pay it with.
  let left = total - TITLE.length - notice.length - SEPARATOR.length;
  let cut = false;
  for (const file of files) {
    const heading = `${SEPARATOR}## ${file.name}\n\n`;
    const piece = cutMiddle(file.text, left - heading.length);
    cut ||= piece.cut || file.cut;
    if (piece.text === '') continue;
    sections.push(heading + piece.text);
    names.push(file.name);
    left -= heading.length + piece.text.length;
  }
  return { text: sections.length > 0 ? TITLE + sections.join('') + (cut ? SEPARATOR + notice : '') : '', names };
}

const TITLE = '# Project Context';
const SEPARATOR = '\n\n';

/** Half of a character at an edge is no character. */
function tidy(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}
