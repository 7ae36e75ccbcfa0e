// HTML as text to read: its title first, links kept, what nobody reads left out. The library comes when it is needed.
/** Of a page that is larger, the rest is not looked at: reading holds up everybody else. */
const MOST_CHARACTERS = 1_000_000;
/** The parser takes quadratic time for tags inside tags. */
const MOST_TAGS = 30_000;
const LONGEST_LINK = 300;
const UNREAD = [
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'math',
  'iframe',
  'object',
  'canvas',
  'img',
  'nav',
  'select',
  'button',
  '[hidden]',
];
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

let compiled: Promise<(html: string, base: string) => string> | undefined;

export async function readHtml(html: string, base: string): Promise<{ text: string; truncated: boolean }> {
  compiled ??= compile();
  const part = beginning(html);
  const text = (await compiled)(part, base);
  return { text: text.replace(/\n{3,}/g, '\n\n').trim(), truncated: part.length < html.length };
}

function beginning(html: string): string {
  const part = html.slice(0, MOST_CHARACTERS);
  let tags = 0;
  for (const { index } of part.matchAll(/<[a-z]/gi)) {
    tags += 1;
    if (tags > MOST_TAGS) return part.slice(0, index);
  }
  return part;
}

async function compile() {
  const library = await import('html-to-text');
  return library.compile({
    // Everything, so that the title of the head comes first and a page without a body is read too.
    baseElements: { selectors: [] },
    limits: { maxChildNodes: 20_000, maxDepth: 100, maxInputLength: MOST_CHARACTERS, ellipsis: '…' },
    wordwrap: false,
    selectors: [
      ...UNREAD.map((selector) => ({ selector, format: 'skip' })),
      ...HEADINGS.map((selector) => ({ selector, format: 'heading', options: { uppercase: false } })),
      { selector: 'title', format: 'block', options: { leadingLineBreaks: 0, trailingLineBreaks: 2 } },
      {
        selector: 'a',
        format: 'anchor',
        options: { pathRewrite: absolute, noAnchorUrl: true, hideLinkHrefIfSameAsText: true },
      },
      // The library lays tables out as columns, which takes long for large ones and is hard to read for a model.
      { selector: 'table', format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
      { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      ...['td', 'th'].map((selector) => ({ selector, format: 'inlineSurround', options: { suffix: ' | ' } })),
    ],
  });
}

function absolute(path: string, base: unknown): string {
  if (/^(javascript|data):/i.test(path.trim()) || typeof base !== 'string') return '';
  const link = URL.canParse(path, base) ? new URL(path, base).href : path;
  return link.length > LONGEST_LINK ? '' : link;
}
