// Markdown that is still being written: nothing flickers, and what is complete is left alone.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Block } from '../../ui/src/prose/block.ts';
import { Reader } from '../../ui/src/prose/reader.ts';
import { drawText, outline } from './prose-outline.tsx';

const live = (text: string) => outline(drawText(text, true));

describe('Prose that is still growing', () => {
  test('closes what is half open', () => {
    expect(live('It is **bo')).toBe('<p>It is <strong>bo</strong></p>');
    expect(live('It is `co')).toBe('<p>It is <code>co</code></p>');
    expect(live('See [the man')).toBe('<p>See the man</p>');
    expect(live('See [the manual](https://exam')).toBe('<p>See the manual</p>');
    expect(live('- one\n- **tw')).toBe('<ul><li><p>one</p></li><li><p><strong>tw</strong></p></li></ul>');
  });

  test('is code from the first line of a fence, without its signs', () => {
    expect(live('Before.\n\n```js\nconst half')).toBe('<p>Before.</p><code-block>const half</code-block>');
    expect(live('```js\nconst a = 1;\n``')).toBe('<code-block>const a = 1;</code-block>');
    expect(live('```js')).toBe('<code-block></code-block>');
  });

  test('does not show what may still become anything', () => {
    for (const sign of ['-', '#', '1', '1.', '>', '**', '---', '|']) {
      expect(live(`Before.\n\n${sign}`), sign).toBe('<p>Before.</p>');
    }
    expect(live('Before.\n-')).toBe('<p>Before.</p>');
    expect(live('| a | b |\n|--')).toBe('');
    expect(live('| a | b |\n|---|---|')).toContain('<table>');
  });

  test('is what it would be at once, wherever it was cut', () => {
    const pieces = fc.constantFrom(
      '# Title',
      'Some **bold** and *other* words, [a link][1] and https://example.org.',
      '- one\n- two\n  - three\n\n  four',
      '* other\n* signs',
      '1. first\n2. second\n\n3. third',
      '```ts\nconst a = 1;\n\n- no item\n```',
      '> quoted\n> - words\n\n> again',
      '| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |',
      '    indented\n\n    code',
      'Words:\n- and a list',
      'Words\n---',
      '- [x] done\n- [ ] open',
      '- item\n  ```\n  code\n\n  more\n  ```\n- next',
      '<div>\nhtml\n</div>',
      '---',
      '[1]: https://example.org/one',
      '2',
      '-',
    );
    const text = fc.array(fc.tuple(pieces, fc.constantFrom('\n', '\n\n', '\n\n\n')), { maxLength: 8 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(400), { maxLength: 12 }), (parts, cuts) => {
        const whole = parts.flat().join('');
        const growing = new Reader();
        for (const cut of cuts.toSorted((one, other) => one - other)) growing.read(whole.slice(0, cut), true);
        expect(growing.read(whole, false)).toEqual(new Reader().read(whole, false));
      }),
    );
  });

  test('leaves complete blocks as they are, at the end too', () => {
    const text = '# Title\n\nA paragraph.\n\n- one\n- two\n\n```js\nlet a;\n```\n\nThe end';
    const reader = new Reader();
    const before = reader.read(text, true);
    const more = reader.read(`${text} of it`, true);
    const after = reader.read(`${text} of it`, false);
    expect(before).toHaveLength(5);
    for (const index of [0, 1, 2, 3]) expect(more[index], `${index}`).toBe(before[index]);
    for (const index of [0, 1, 2, 3]) expect(after[index], `${index}`).toBe(before[index]);
    expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
  });

  test('keeps the items of a list that goes on', () => {
    const reader = new Reader();
    const [before] = reader.read('- one\n- two\n- thr', true);
    const [after] = reader.read('- one\n- two\n- three\n- four', true);
    if (before?.kind !== 'list' || after?.kind !== 'list') throw new Error('There is no list');
    expect(after.key).toBe(before.key);
    expect(after.items.slice(0, 2)).toEqual(before.items.slice(0, 2));
    expect(after.items[0]).toBe(before.items[0]);
    expect(after.items[1]).toBe(before.items[1]);
  });

  test('keeps the rows of a table that goes on', () => {
    const reader = new Reader();
    const head = '| a | b |\n|---|---|\n| 1 | 2 |\n| **3** |';
    const [before] = rowsOf(reader.read(`${head} 4`, true));
    const after = rowsOf(reader.read(`${head} 4 |\n| 5 | 6 |\n| 7`, true));
    expect(after).toHaveLength(4);
    expect(after[0]).toBe(before);
    expect(reader.read(`${head} 4 |\n| 5 | 6 |\n\nEnd`, false)).toEqual(
      new Reader().read(`${head} 4 |\n| 5 | 6 |\n\nEnd`, false),
    );
  });

  test('makes links of what came before their address', () => {
    const reader = new Reader();
    reader.read('See [this][1].\n\nMore.\n\n[1]: https://example.org/la', true);
    const growing = JSON.stringify(reader.read('See [this][1].\n\nMore.\n\n[1]: https://example.org/la', true));
    expect(growing).not.toContain('"link"');
    const text = 'See [this][1].\n\nMore.\n\n[1]: https://example.org/late\n\nEnd';
    expect(JSON.stringify(reader.read(text, true))).toContain('"href":"https://example.org/late"');
  });

  test('begins anew when it is another text', () => {
    const reader = new Reader();
    reader.read('# One thing\n\nand more', true);
    expect(reader.read('Another', true)).toEqual(new Reader().read('Another', true));
  });
});

function rowsOf([block]: readonly Block[]): unknown[] {
  return block?.kind === 'token' && block.token.type === 'table' ? block.token.rows : [];
}
