// Code in colours: by kinds of words, cut along the slices in which it is laid out.
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../ui/src/prose/code-kinds.ts';
import { coloursOf } from '../../ui/src/prose/grammars.ts';
import { slicesOf } from '../../ui/src/prose/slices.ts';
import { cutColours } from '../../ui/src/prose/use-colours.ts';

function stretches(code: string, colours: Uint32Array): [string, string][] {
  const found: [string, string][] = [];
  let at = 0;
  for (let index = 0; index < colours.length; index += 2) {
    const end = at + (colours[index + 1] ?? 0);
    found.push([kindOf(colours[index] ?? 0), code.slice(at, end)]);
    at = end;
  }
  return found;
}

describe('Code', () => {
  test('has colours for what its grammar knows', () => {
    const code = 'const a = "x"; // why\nfoo(12)';
    expect(stretches(code, coloursOf(code, 'ts') ?? new Uint32Array())).toEqual([
      ['word', 'const'],
      ['', ' a = '],
      ['text', '"x"'],
      ['', '; '],
      ['aside', '// why'],
      ['', '\n'],
      ['word', 'foo'],
      ['', '('],
      ['number', '12'],
      ['', ')'],
    ]);
  });

  test('within other code has those of its own grammar', () => {
    const code = '<script>const a = 1;</script>';
    const found = stretches(code, coloursOf(code, 'html') ?? new Uint32Array());
    expect(found).toContainEqual(['word', 'const']);
    expect(found.map(([, words]) => words).join('')).toBe(code);
  });

  test('of a language that is not known has none', () => {
    expect(coloursOf('a', 'klingon')).toBeNull();
    expect(coloursOf('a', 'constructor')).toBeNull();
  });

  test('keeps its colours when it is cut into slices', () => {
    const code = Array.from({ length: 300 }, (_, line) => `const a${line} = "${line}"; // words`).join('\n');
    const colours = coloursOf(code, 'js') ?? new Uint32Array();
    const slices = slicesOf(code, 500);
    const cut = cutColours(colours, slices);
    expect(cut).toHaveLength(slices.length);
    const again = slices.flatMap((slice, index) => stretches(slice, cut[index] ?? new Uint32Array()));
    expect(again.map(([, words]) => words).join('')).toBe(code);
    expect(again.filter(([kind]) => kind === 'text').map(([, words]) => words)).toContain('"299"');
  });
});

describe('Slices of a text', () => {
  test('are all of it, and end where a line does', () => {
    const text = 'one two\nthree four\n'.repeat(100);
    const slices = slicesOf(text, 200);
    expect(slices.join('')).toBe(text);
    for (const slice of slices) expect(slice.endsWith('\n')).toBe(true);
  });

  test('stay the same as it grows, all but the last', () => {
    const text = 'words in a line\n'.repeat(200);
    const before = slicesOf(text.slice(0, 1500), 400);
    expect(slicesOf(text, 400).slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  });

  test('do not break a sign in two', () => {
    const text = '😀'.repeat(500);
    for (const slice of slicesOf(text, 101)) expect(slice.isWellFormed()).toBe(true);
  });
});
