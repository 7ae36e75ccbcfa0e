// Markdown as models write it: every kind of it in turn, and no two parts the same.

const sentences = [
  'The copy itself was as fast as on every other night, so the disk is not what is slow.',
  'One step grew: `verify` went from *6* to **97 minutes**, because every block is now read twice.',
  'The notes for [version 4.2](https://example.org/notes#4-2) name two fixes, and neither is about this.',
  'That is ~~not~~ exactly what the log says at 02:14, and once more at 02:51, before it goes quiet.',
  'If it happens again tonight, the first thing to look at is how much memory the machine had left.',
];

export function paragraph(index: number): string {
  const from = index % sentences.length;
  return `${index + 1}. thought, and what follows from it. ${[...sentences.slice(from), ...sentences.slice(0, from)].slice(0, 3).join(' ')}`;
}

export function heading(index: number): string {
  return `## What was found in part ${index + 1}`;
}

export function list(index: number, items: number): string {
  return Array.from({ length: items }, (_, item) => {
    const words = sentences[(index + item) % sentences.length];
    return item % 4 === 3 ? `  - within it: \`step-${item}\`` : `- **Item ${item + 1}**: ${words}`;
  }).join('\n');
}

export function table(index: number, rows: number): string {
  const body = Array.from({ length: rows }, (_, row) => {
    return `| night ${index}.${row} | ${(row * 37) % 61} min | \`restic check\` | ${row % 3 === 0 ? '**slow**' : 'as usual'} |`;
  });
  return ['| When | How long | What ran | Verdict |', '|---|--:|---|---|', ...body].join('\n');
}

export function code(index: number, lines: number): string {
  const body = Array.from({ length: lines }, (_, line) =>
    line % 6 === 5
      ? ''
      : `  const part${index}_${line} = await read('block-${line}', { retries: ${line % 4}, quiet: true }); // ${line}`,
  );
  return ['```ts', `export async function verify${index}() {`, ...body, '}', '```'].join('\n');
}

export function quote(index: number): string {
  return `> ${sentences[index % sentences.length]}\n> ${sentences[(index + 2) % sentences.length]}`;
}

/** An answer of some size and of every kind, with a large block of code, a long list and a long table. */
export function everyKind(index: number): string {
  const n = index * 10;
  return [
    heading(index),
    paragraph(n),
    list(index, 12),
    quote(index),
    table(index, 16),
    paragraph(n + 1),
    code(index, 100),
    paragraph(n + 2),
    paragraph(n + 3),
  ].join('\n\n');
}

/** Pieces of some four letters, as models send them. */
export function tokensOf(text: string): string[] {
  return text.match(/\s*\S{1,5}/g) ?? [];
}
