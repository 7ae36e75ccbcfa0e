// Section 1, the page: what the words of others can become, as far as that can be told without a browser. What happens in
// one is in ../browser/flaws.test.ts.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Drawn, drawText, everyElement, words as wordsOf } from '../ui/prose-outline.tsx';

const sources = new URL('../../ui/src/', import.meta.url);

/** What the words of others may become, and with which attributes. */
const harmless = [
  ...['p', 'div', 'span', 'br', 'hr', 'blockquote', 'code-block', 'code', 'strong', 'em', 'del', 'a', 'scroller'],
  ...['h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
];
const given = 'children class dir start scope title style href rel target language whole'.split(' ');

function expectHarmless(text: string): void {
  for (const { name: tag, props } of everyElement(drawText(text))) {
    expect(harmless, text.slice(0, 100)).toContain(tag);
    for (const [name, value] of Object.entries(props)) {
      if (!name.startsWith('data-')) expect(given, text.slice(0, 100)).toContain(name);
      if (name === 'style') expect(Object.keys(Object(value))).toEqual(['containIntrinsicBlockSize']);
      if (name === 'href') expect(value).toMatch(/^(https?:\/\/|mailto:)/);
    }
  }
}

function depthOf(nodes: readonly (Drawn | string)[]): number {
  return Math.max(0, ...nodes.map((node) => (typeof node === 'string' ? 0 : 1 + depthOf(node.children))));
}

describe('[1] the page', () => {
  test('CL:3542: no code of the page makes HTML or code of words, and its own HTML has no script and no style of its own', () => {
    const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
    expect(files.length).toBeGreaterThan(100);
    expect(files.some((name) => name.endsWith('.tsx'))).toBe(true);
    for (const file of files) {
      const code = readFileSync(new URL(file, sources), 'utf8');
      expect(code, file).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|setHTML|document\.write|srcdoc|DOMParser|createContextualFragment|\beval\(|new Function/i,
      );
    }
    const html = readFileSync(new URL('../index.html', sources), 'utf8');
    expect([...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => !/ src="\.\//.test(tag))).toEqual(
      [],
    );
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|https?:\/\//);
  });

  test('oc#18685 oc#25444 oc#25847 oc#58269: of links only http, https and mailto are links, they open apart, and pictures are no more than words', () => {
    for (const scheme of [
      'javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      'JaVaScRiPt:alert(1)',
      'java\tscript:alert(1)',
      '&#106;avascript:alert(1)',
      'blob:https://one.example/x',
      '//evil.example',
    ]) {
      const made = drawText(`[x](${scheme}) ![y](${scheme}) <a href="${scheme}">z</a> <${scheme}>`);
      const tags = [...everyElement(made)].map(({ name }) => name);
      expect(
        tags.filter((tag) => !['p', 'span'].includes(tag)),
        scheme,
      ).toEqual([]);
    }
    const made = drawText(
      '![pixel](https://evil.example/p.png "onclick=x") and [here](https://one.example/?a="b) <ada@one.example>',
    );
    const links = [...everyElement(made)].filter(({ name }) => name === 'a');
    expect(links.length).toBeGreaterThan(1);
    for (const { props } of links) {
      const { children: _, ...attributes } = props;
      expect(attributes).toEqual({
        href: expect.stringMatching(/^(https:\/\/|mailto:)/),
        target: '_blank',
        rel: 'noopener noreferrer',
      });
    }
    expect(wordsOf(made)).toContain('pixel');
  });

  test('oc#36213 oc#36445: no Markdown fails or runs away: nested without end it is some nodes deep, and anything is shown as something harmless', () => {
    const began = performance.now();
    const nests = [
      '> ',
      '- ',
      '**',
      '[',
      '`',
      '![](',
      '* [',
      '1. ',
      '<b>',
      '\\',
      '**a',
      '``a',
      '[a](http://',
      '|',
      '~~',
    ];
    for (const nest of nests) {
      const words = nest.repeat(20_000);
      expect(depthOf(drawText(words)), nest).toBeLessThan(40);
      expectHarmless(words);
    }
    expect(performance.now() - began).toBeLessThan(10_000);
    const sign = fc.constantFrom(
      ...'`*[]()<>#-~!|.1 \n\\ab:/',
      'http://',
      'javascript:',
      '```',
      '&lt;',
      '<img ',
      '[x]: ',
    );
    fc.assert(
      fc.property(fc.string({ unit: sign, maxLength: 200 }), (words) => {
        expectHarmless(words);
        expect(depthOf(drawText(`x${words}`))).toBeGreaterThan(0);
      }),
    );
  });
});
