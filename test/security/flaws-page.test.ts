// Section 1, the page: what an address, a name and the words of others can make of it.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { showMarkdown } from '../../ui/src/markdown.ts';
import { makeElement, StandIn } from './element.ts';
import { openPage, type Page } from './screen.ts';

const HOME = 'http://127.0.0.1:18789/';
const SCRIPT = '</script><img src=x onerror=alert(1)><svg/onload=alert(1)>';

afterEach(() => vi.unstubAllGlobals());

const told = ({ lines }: Page) => JSON.stringify(lines);
const methods = ({ lines }: Page) => lines.flatMap(({ asked }) => asked.map(({ method }) => method));

function message(role: string, id: string, content: unknown, more: object = {}): object {
  return { role, content, timestamp: 1, ...more, __openclaw: { id, seq: Number(id) } };
}

/** What the words of others may become, and with which attributes. */
const harmless = ['p', 'h3', 'ul', 'ol', 'li', 'blockquote', 'figure', 'figcaption', 'pre', 'code', 'strong', 'a'];

function shown(markdown: string): StandIn {
  vi.stubGlobal('document', { createElement: makeElement });
  const into = document.createElement('div');
  showMarkdown(into, markdown);
  const made: unknown = into;
  if (!(made instanceof StandIn)) throw new Error('It was made by another than the stand-in');
  return made;
}

describe('[1] the page', () => {
  test('CVE-2026-25253: the page connects to where it came from whatever its address says, and no other place hears the token', async () => {
    for (const query of ['gatewayUrl=wss://evil.example', 'gateway=ws://evil.example&url=evil', 'host=evil.example']) {
      const page = await openPage(`${HOME}?${query}#token=the-token&${query}`);
      expect(page.lines.map(({ url }) => url)).toEqual(['ws://127.0.0.1:18789/']);
      expect(told(page)).toContain('"token":"the-token"');
      expect(told(page)).not.toContain('evil');
      expect(page.loaded).toEqual([]);
      expect(page.address()).toBe(`${HOME}?${query}`);
    }
  });

  test('openclaw-windows-node#345: a link with a message sends nothing before somebody has pressed Send', async () => {
    for (const link of ['?message=rm+-rf&send=1', '?message=hello#message=hello', '#message=/reset&autosend']) {
      const page = await openPage(`${HOME}${link}`);
      expect(methods(page)).toEqual(['connect', 'sessions.messages.subscribe', 'sessions.subscribe', 'chat.startup']);
      expect(told(page)).not.toMatch(/hello|rm -rf|\/reset/);
    }
    const page = await openPage(HOME);
    page.part('words').value = 'hello';
    page.part('composer').tell('submit');
    expect(methods(page).at(-1)).toBe('chat.send');
  });

  test('CL:3542: names and words that are HTML are shown as the letters that they are', async () => {
    const call = { type: 'toolCall', id: 'call', name: SCRIPT };
    const page = await openPage(HOME, [
      message('user', '1', SCRIPT),
      message('assistant', '2', [{ type: 'text', text: SCRIPT }, call]),
      message('toolResult', '3', SCRIPT, { toolCallId: 'other', toolName: SCRIPT }),
      message('assistant', '4', '', { errorMessage: SCRIPT }),
      message('system', '5', SCRIPT),
    ]);
    const log = page.part('log');
    expect(log.children).toHaveLength(6);
    for (const line of log.children) expect(line.textContent).toContain(SCRIPT);
    const tags = new Set([...log.all()].map(({ tag }) => tag));
    expect([...tags].filter((tag) => !['div', 'article', 'span', 'b', ...harmless].includes(tag))).toEqual([]);
  });

  test('CL:3542: no code of the page makes HTML or code of words, and its own HTML has no script and no style of its own', () => {
    for (const file of readdirSync('ui/src').filter((name) => name.endsWith('.ts'))) {
      const code = readFileSync(`ui/src/${file}`, 'utf8');
      expect(code, file).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|DOMParser|\beval\(|new Function/,
      );
    }
    const html = readFileSync('ui/index.html', 'utf8');
    expect([...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => !/ src="\.\//.test(tag))).toEqual(
      [],
    );
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|https?:\/\//);
  });

  test('oc#18685 oc#25444 oc#25847 oc#58269: of links only http and https are links, they open apart, and pictures are no more than words', () => {
    for (const scheme of [
      'javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      'JaVaScRiPt:alert(1)',
      '//evil.example',
    ]) {
      const made = shown(`[x](${scheme}) ![y](${scheme}) <a href="${scheme}">z</a> <${scheme}>`);
      expect(
        [...made.all()].map(({ tag }) => tag),
        scheme,
      ).toEqual(['div', 'p']);
    }
    const made = shown('![pixel](https://evil.example/p.png "onclick=x") and [here](https://one.example/?a="b)');
    const links = [...made.all()].filter(({ tag }) => tag === 'a');
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) {
      expect(link).toMatchObject({
        href: expect.stringMatching(/^https:\/\//),
        target: '_blank',
        rel: 'noopener noreferrer',
      });
    }
    expect([...made.all()].every(({ attributes }) => attributes.size === 0)).toBe(true);
    expect(made.textContent).toContain('pixel');
  });

  test('oc#36213 oc#36445: no Markdown fails or runs away: nested without end it is a few nodes deep, and anything is shown as something', () => {
    const began = performance.now();
    for (const nest of ['> ', '- ', '**', '[', '`', '![](', '* [', '1. ', '<b>', '\\', '**a', '``a', '[a](http://']) {
      const made = shown(nest.repeat(20_000));
      expect(depthOf(made), nest).toBeLessThan(5);
      for (const { tag } of made.all()) expect(['div', ...harmless]).toContain(tag);
    }
    expect(performance.now() - began).toBeLessThan(10_000);
    const sign = fc.constantFrom(...'`*[]()<>#-~!|.1 \n\\ab:/', 'http://', '```', '&lt;');
    fc.assert(fc.property(fc.string({ unit: sign }), (words) => depthOf(shown(`x${words}`)) > 1));
  });
});

function depthOf(element: StandIn): number {
  return 1 + Math.max(0, ...element.children.map(depthOf));
}
