// What nobody writes in good faith: it is shown as words, it does nothing, and there is a bound to what it costs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawText, everyElement, words } from './prose-outline.tsx';

const repeat = (unit: string, length: number) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

describe('Words that are too much', () => {
  test.for<[string, string]>([
    ['a line of a megabyte', repeat('m', 1_000_000)],
    ['a megabyte of paragraphs', repeat('word\n\n', 1_000_000)],
    ['a megabyte of items', repeat('- a\n', 1_000_000)],
    ['a megabyte of fences', repeat('```\na\n```\n', 1_000_000)],
    ['a table of 100,000 rows', `| a | b |\n|---|---|\n${repeat('| 1 | 2 |\n', 1_000_000)}`],
    [
      'a table that is wider than it is written',
      `|${' a |'.repeat(100)}\n|${'-|'.repeat(100)}\n${'|\n'.repeat(10_000)}`,
    ],
    ['10,000 quotes in each other', `${'> '.repeat(10_000)}x`],
    ['10,000 lists in each other', Array.from({ length: 1000 }, (_, deep) => `${' '.repeat(2 * deep)}- x`).join('\n')],
    ['10,000 lists in each other in a line', `${'1. '.repeat(10_000)}x`],
    ['10,000 brackets', '['.repeat(10_000)],
    ['half a million stars', '*'.repeat(500_000)],
    ['stars and brackets', '[**`'.repeat(20_000)],
    ['a name before an @ without end', `${'a'.repeat(500_000)}@`],
    ['open links without end', '[a]('.repeat(25_000)],
    ['open comments without end', '<!--'.repeat(25_000)],
    ['addresses for links without end', repeat('[a]: http://b\n\n', 100_000)],
  ])('are shown with a bounded number of elements: %s', ([, text]) => {
    const drawn = drawText(text);
    expect([...everyElement(drawn)].length).toBeLessThan(8000);
    expect(deepest(drawn)).toBeLessThan(120);
    const letters = (from: string) => from.replaceAll(/[^a-z0-9*[]/g, '').length;
    // Nothing is left out: less than what stands there are only the signs that were read.
    if (!/^[\d-]|\[a\]: /m.test(text)) expect(letters(words(drawn))).toBeGreaterThanOrEqual(letters(text) * 0.9);
  });

  test('are shown although there are null bytes in them', () => {
    expect(words(drawText('a\0b'))).toBe('a\ufffdb');
    expect(words(drawText('&#0;'))).toBe('\ufffd');
  });
});

describe('Whatever is written', () => {
  const allowed = new Set(
    'p h3 h4 h5 h6 strong em del code br a span ul ol li blockquote hr scroller table thead tbody tr th td code-block div'.split(
      ' ',
    ),
  );
  const properties = new Set([
    ...['children', 'dir', 'class', 'start', 'scope', 'title', 'href', 'rel', 'target', 'style'],
    ...['data-done', 'data-side', 'language', 'whole'],
  ]);
  const part = fc.constantFrom(
    ...['<script>', '</script>', '<img src=x onerror=y>', '<a href="', '">', '<', '>', '&lt;', '&#x3c;', '&colon;'],
    ...[
      '[',
      '](',
      ')',
      '![',
      '][',
      ']: ',
      'javascript:',
      'java\tscript:',
      'data:text/html,',
      'https://a.example',
      '//b',
    ],
    ...[
      '*',
      '**',
      '_',
      '`',
      '```\n',
      '~~',
      '\n',
      '\n\n',
      '- ',
      '1. ',
      '> ',
      '#',
      '| ',
      '|---|\n',
      '    ',
      '\\',
      '"',
      "'",
    ],
    ...['\u202e', '\u2066', '\0', 'words', ' ', 'a@b.example', 'www.', '：', '。'],
  );

  test('becomes nothing but harmless elements, and leads nowhere but to the web and to mailboxes', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), fc.boolean(), (parts, live) => {
        for (const { name, props } of everyElement(drawText(parts.join(''), live))) {
          expect(allowed).toContain(name);
          for (const property of Object.keys(props)) expect(properties).toContain(property);
          if (name === 'a') expect(String(props.href)).toMatch(/^(https?:\/\/|mailto:)/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function deepest(nodes: ReturnType<typeof drawText>): number {
  return nodes.reduce((most, node) => Math.max(most, typeof node === 'string' ? 0 : 1 + deepest(node.children)), 0);
}
