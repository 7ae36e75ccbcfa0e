// A small, safe part of Markdown, made of DOM nodes: fences, headings, lists, quotes, bold, code, links. The rest stays as written.

type Block = { kind: 'code'; info: string; text: string } | { kind: 'text'; text: string };

const shown = new WeakMap<Element, string>();

/** Blocks that did not change keep their nodes, so that what was read does not move while more comes. */
export function showMarkdown(into: Element, source: string): void {
  const blocks = blocksOf(source);
  blocks.forEach((block, index) => {
    const mark = `${block.kind} ${block.text}`;
    const old = into.children[index];
    if (old && shown.get(old) === mark) return;
    const made = block.kind === 'code' ? codeBlock(block.info, block.text) : textBlock(block.text);
    shown.set(made, mark);
    if (old) old.replaceWith(made);
    else into.append(made);
  });
  while (into.children.length > blocks.length) into.lastElementChild?.remove();
}

export function blocksOf(source: string): Block[] {
  const blocks: Block[] = [];
  let text: string[] = [];
  let fence: { close: RegExp; info: string; lines: string[] } | null = null;
  const flush = () => {
    if (text.length > 0) blocks.push({ kind: 'text', text: text.join('\n') });
    text = [];
  };
  for (const line of source.replaceAll('\r\n', '\n').split('\n')) {
    if (fence) {
      if (fence.close.test(line)) {
        blocks.push({ kind: 'code', info: fence.info, text: fence.lines.join('\n') });
        fence = null;
      } else fence.lines.push(line);
      continue;
    }
    const open = /^ {0,3}(`{3,}|~{3,})\s*([^`]*)$/.exec(line);
    if (open) {
      flush();
      const mark = open[1] ?? '```';
      fence = {
        close: new RegExp(`^ {0,3}${mark.charAt(0)}{${mark.length},}\\s*$`),
        info: open[2]?.trim() ?? '',
        lines: [],
      };
    } else if (line.trim() === '') flush();
    else text.push(line);
  }
  // A fence that is still open is shown as the code that it is going to be.
  if (fence) blocks.push({ kind: 'code', info: fence.info, text: fence.lines.join('\n') });
  flush();
  return blocks;
}

function codeBlock(info: string, text: string): Element {
  const figure = document.createElement('figure');
  const name = info.split(/\s/)[0] ?? '';
  if (name !== '') figure.append(element('figcaption', name));
  const pre = document.createElement('pre');
  pre.tabIndex = 0;
  pre.append(element('code', text));
  figure.append(pre);
  return figure;
}

function textBlock(text: string): Element {
  const heading = /^(#{1,6}) +(.*)$/.exec(text);
  // The page's own headings are the first two levels.
  if (heading && !text.includes('\n')) return inline(document.createElement('h3'), heading[2] ?? '');
  const lines = text.split('\n');
  if (lines.every((line) => /^> ?/.test(line))) {
    return inline(document.createElement('blockquote'), lines.map((line) => line.replace(/^> ?/, '')).join('\n'));
  }
  for (const [tag, mark] of [
    ['ul', /^\s*[-*+] +/],
    ['ol', /^\s*\d{1,9}[.)] +/],
  ] as const) {
    if (!lines.every((line) => mark.test(line))) continue;
    const list = document.createElement(tag);
    if (tag === 'ol') list.setAttribute('start', /\d+/.exec(text)?.[0] ?? '1');
    list.append(...lines.map((line) => inline(document.createElement('li'), line.replace(mark, ''))));
    return list;
  }
  return inline(document.createElement('p'), text);
}

/** Each part is bounded: a hostile text may cost time in proportion to its length, no more. */
const spans = new RegExp(
  [
    '\\\\(?<escaped>[!-/:-@[-`{-~])',
    '(?<ticks>`+)(?<code>[^`]|[^`][^]{0,1000}?[^`])\\k<ticks>(?!`)',
    '\\*\\*(?<bold>[^\\s*]|[^\\s*][^*]{0,1000}?[^\\s*])\\*\\*',
    '\\[(?<label>[^[\\]]{1,500})\\]\\((?<target>https?://[^\\s()]{1,2000})\\)',
    '(?<bare>https?://[^\\s<>()[\\]]{0,2000}[^\\s<>()[\\].,;:!?\'"*])',
  ].join('|'),
  'g',
);

function inline(into: Element, text: string): Element {
  let from = 0;
  for (const match of text.matchAll(spans)) {
    into.append(text.slice(from, match.index));
    from = match.index + match[0].length;
    const { escaped, code, bold, label, target, bare } = match.groups ?? {};
    if (escaped !== undefined) into.append(escaped);
    else if (code !== undefined) into.append(element('code', code));
    else if (bold !== undefined) into.append(element('strong', bold));
    else into.append(link(target ?? bare ?? '', label ?? bare ?? ''));
  }
  into.append(text.slice(from));
  return into;
}

function link(target: string, label: string): Element {
  const made = document.createElement('a');
  made.textContent = label;
  made.href = target;
  made.target = '_blank';
  made.rel = 'noopener noreferrer';
  return made;
}

function element(tag: string, text: string): Element {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
