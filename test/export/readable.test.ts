import { expect, test } from 'vitest';
import { html } from '../../src/export/html.ts';
import { markdown } from '../../src/export/markdown.ts';
import type { Message } from '../../src/protocol/messages.ts';

const heading = { key: 'agent:main:x', title: '<b>"Title"</b> & *more*', createdAt: 0, exportedAt: 1000 };

function message(over: Partial<Message>): Message {
  return { role: 'user', content: 'words', timestamp: 0, __openclaw: { id: 'a', seq: 1 }, ...over };
}

const hostile = [
  '<script>alert(1)</script>',
  '</div></body><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '&lt;script&gt; &#60;script&#62;',
  '<!--',
  ']]>',
  '</title><style>*{display:none}</style>',
];

test('html() shows a hostile message as words: no element, attribute or address comes of it', () => {
  for (const text of hostile) {
    const tool = { type: 'toolCall' as const, id: text, name: text, arguments: { [text]: text } };
    const page = html({ ...heading, title: text, key: text }, [
      message({ content: text }),
      message({
        role: 'assistant',
        content: [{ type: 'text', text }, tool],
        provider: text,
        model: text,
        errorMessage: text,
      }),
      message({ role: 'toolResult', content: [{ type: 'text', text }], toolName: text }),
      message({ role: 'system', content: text, __openclaw: { id: text, seq: 1, kind: 'compaction' } }),
    ]);
    const elements = new Set([...page.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name));
    const expected = 'html head meta title style body h1 p article h2 time span div pre hr'.split(' ');
    expect([...elements].filter((name) => !expected.includes(name ?? ''))).toEqual([]);
    const attributes = [...page.matchAll(/<[a-z0-9]+((?:\s[^>]*)?)>/gi)].flatMap(([, inside]) =>
      [...(inside ?? '').matchAll(/([\w-]+)=/g)].map(([, name]) => name),
    );
    const harmless = ['lang', 'charset', 'http-equiv', 'content', 'name', 'class', 'dir', 'width', 'initial-scale'];
    expect(attributes.filter((name) => !harmless.includes(name ?? ''))).toEqual([]);
    expect(page).not.toMatch(/<!--|https?:|url\(|<script/i);
  }
});

test('html() forbids the page everything but its own style', () => {
  expect(html(heading, [])).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(html(heading, [])).toContain('<title>&lt;b&gt;&quot;Title&quot;&lt;/b&gt; &amp; *more*</title>');
});

test('markdown() keeps what was written, and fences that what tools say cannot close', () => {
  const text = '# Mine\n\n```js\nlet x = 1\n```';
  const page = markdown(heading, [
    message({ content: text }),
    message({ role: 'toolResult', toolName: 'exec', isError: true, content: [{ type: 'text', text: 'a\n````\nb' }] }),
    message({
      role: 'system',
      content: [{ type: 'text', text: 'Reset' }],
      __openclaw: { id: 'r', seq: 2, kind: 'reset' },
    }),
  ]);
  expect(page).toBe(
    [
      '# \\<b\\>"Title"\\</b\\> \\& \\*more\\*',
      'Session `agent:main:x`, begun 1970-01-01 00:00:00 UTC, exported 1970-01-01 00:00:01 UTC',
      '## User · 1970-01-01 00:00:00 UTC',
      text,
      '## Tool failed: exec · 1970-01-01 00:00:00 UTC',
      '`````\na\n````\nb\n`````',
      '---',
      '*Reset* · 1970-01-01 00:00:00 UTC',
      '---\n',
    ].join('\n\n'),
  );
});

test('neither form holds characters that would steer a terminal or turn the words around', () => {
  const content = 'a\u001b[2Jb\u0007c\u202Ed\u0000e\ud800f\r\ng';
  for (const form of [markdown, html]) {
    const page = form({ ...heading, title: content }, [message({ content })]);
    expect(page).toContain('a[2Jbcde\ufffdf\ng');
    expect(page).not.toMatch(/[^\P{Cc}\n]|\u202E/u);
  }
});

test('html() and markdown() name the files of a message, and let no name do anything', () => {
  const media = ['cat.png', '<img src=x onerror=alert(1)>*b*'].map((fileName) => ({
    id: 'a',
    url: 'media://inbound/a',
    contentType: 'image/png',
    kind: 'image' as const,
    sizeBytes: 1,
    fileName,
  }));
  const said = message({ content: '', __openclaw: { id: 'a', seq: 1, media } });
  expect(markdown(heading, [said])).toContain('attached: cat.png, attached: \\<img src=x onerror=alert(1)\\>\\*b\\*');
  expect(html(heading, [said])).toContain('attached: cat.png, attached: &lt;img src=x onerror=alert(1)&gt;');
});

test.each([
  { form: 'html', write: html },
  { form: 'markdown', write: markdown },
])('$form() tells nothing of what was thought', ({ write }) => {
  const page = write(heading, [message({ __openclaw: { id: 'a', seq: 1, thinking: 'a secret' } })]);
  expect(page).toContain('words');
  expect(page).not.toContain('a secret');
});
