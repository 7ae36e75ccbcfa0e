// Markdown as it stands on the page.
import { describe, expect, test } from 'vitest';
import { drawText, find, outline, words } from './prose-outline.tsx';

const shown = (text: string, live = false) => outline(drawText(text, live));

describe('Prose draws', () => {
  test('headings below those of the page, and what is stressed', () => {
    expect(shown('# One\n\n###### Six')).toBe('<h3>One</h3><h6>Six</h6>');
    expect(shown('**a** *b* ~~c~~ `d & e`\nnext')).toBe(
      '<p><strong>a</strong> <em>b</em> <del>c</del> <code>d & e</code><br></br>next</p>',
    );
  });

  test('lists in lists, each item in its list', () => {
    expect(shown('Before:\n- a\n  - b\n- c\n\nAfter')).toBe(
      '<p>Before:</p><ul><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ul><p>After</p>',
    );
    const [list] = find(drawText('3. three\n4. four'), 'ol');
    expect(list?.props.start).toBe(3);
    expect(list?.children).toHaveLength(2);
  });

  test('a list as loose when there are gaps between its items, with the same elements', () => {
    const [tight, loose] = [drawText('- a\n- b'), drawText('- a\n\n- b')];
    expect(outline(tight)).toBe(outline(loose));
    expect(find(tight, 'ul')[0]?.props.class).toBe('tight');
    expect(find(loose, 'ul')[0]?.props.class).toBe('loose');
  });

  test('tasks, and says which are done', () => {
    const items = find(drawText('- [x] one\n- [ ] two'), 'li');
    expect(items.map(({ props }) => props['data-done'])).toEqual([true, false]);
    expect(items.map(({ children }) => words(children))).toEqual(['Done: one', 'To do: two']);
  });

  test('tables that scroll in themselves', () => {
    const drawn = drawText('| a | b |\n|:--|--:|\n| 1 | **2** |');
    expect(outline(drawn)).toBe(
      '<scroller><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td><strong>2</strong></td></tr></tbody></table></scroller>',
    );
    expect(find(drawn, 'td').map(({ props }) => props['data-side'])).toEqual(['start', 'end']);
  });

  test('code with its language, also in a list', () => {
    const [block] = find(drawText('- a\n\n  ```ts {1}\n  const a = 1;\n\n  a;\n  ```\n'), 'code-block');
    expect(block?.props).toEqual({ language: 'ts', whole: true });
    expect(block?.children).toEqual(['const a = 1;\n\na;']);
    expect(shown('~~~\n# no heading\n~~~')).toBe('<code-block># no heading</code-block>');
  });

  test('each block with a direction of its own', () => {
    const drawn = drawText('# a\n\nb\n\n- c\n\n> d\n\n| e |\n|---|\n| f |');
    for (const name of ['h3', 'p', 'li', 'blockquote', 'th', 'td']) {
      for (const { props } of find(drawn, name)) expect(props.dir, name).toBe('auto');
    }
  });

  test('HTML as the words that it is, but for breaks', () => {
    expect(words(drawText('<script>alert(1)</script>'))).toBe('<script>alert(1)</script>');
    expect(words(drawText('a <b onclick="x">b</b> &lt;i&gt; &amp;amp; &#x27;'))).toBe(
      'a <b onclick="x">b</b> <i> &amp; \'',
    );
    expect(shown('a<br>b')).toBe('<p>a<br></br>b</p>');
    expect(find(drawText('<details>\n<summary>x</summary>\n</details>'), 'details')).toEqual([]);
  });
});

describe('Links', () => {
  const hrefs = (text: string) => find(drawText(text), 'a').map(({ props }) => props.href);

  test('lead to the web and to mailboxes, in a page of their own that knows nothing of this one', () => {
    const [link] = find(drawText('[a](https://example.org/x)'), 'a');
    expect(link?.props).toMatchObject({
      href: 'https://example.org/x',
      rel: 'noopener noreferrer',
      target: '_blank',
    });
    expect(hrefs('<mailto:a@example.org> http://example.org a@example.org')).toEqual([
      'mailto:a@example.org',
      'http://example.org/',
      'mailto:a@example.org',
    ]);
  });

  test.for([
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1))',
    '[a](java&#x0a;script:alert(1))',
    '[a](&#106;avascript:alert(1))',
    '[a](data:text/html,x)',
    '[a](vbscript:x)',
    '[a](file:///etc/passwd)',
    '[a](blob:https://example.org/x)',
    '![a](data:image/png;base64,AAAA)',
    '<javascript:alert(1)>',
  ])('with another scheme are words: %s', (text) => {
    expect(hrefs(text)).toEqual([]);
    expect(words(drawText(text))).toBe(text);
  });

  test('without a host are names', () => {
    expect(hrefs('[the manual](docs/manual.md) and [below](#below)')).toEqual([]);
    expect(words(drawText('[the manual](docs/manual.md)'))).toBe('the manual');
  });

  test('to pictures are not followed by the page', () => {
    const drawn = drawText('![A cat](https://example.org/cat.png)');
    expect(find(drawn, 'img')).toEqual([]);
    expect(hrefs('![A cat](https://example.org/cat.png)')).toEqual(['https://example.org/cat.png']);
    expect(words(drawn)).toBe('A cat');
  });

  test('end where a sentence without spaces goes on', () => {
    expect(hrefs('请看https://example.org/路径，然后继续。')).toEqual(['https://example.org/%E8%B7%AF%E5%BE%84']);
    expect(hrefs('「https://example.org/a」を見て')).toEqual(['https://example.org/a']);
    expect(hrefs('查看https://example.org的文档')).toEqual(['https://example.org/']);
    expect(words(drawText('查看https://example.org的文档'))).toBe('查看https://example.org的文档');
  });

  test('whose address stands further down are links too', () => {
    expect(hrefs('See [this][1].\n\nMore.\n\n[1]: https://example.org/late')).toEqual(['https://example.org/late']);
  });

  test('are not made of a range', () => {
    expect(shown('20~25 and 30~35')).toBe('<p>20~25 and 30~35</p>');
  });
});
