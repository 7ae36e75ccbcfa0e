// What stands below each other: paragraphs, headings, lists, quotes, tables, code.
import type { MarkedToken, Token, Tokens } from 'marked';
import type { ComponentChild } from 'preact';
import { memo } from '../parts/memo.tsx';
import { words } from '../words/words.ts';
import type { Block, Item, List } from './block.ts';
import { CodeBlock } from './code-block.tsx';
import { inline } from './inline.tsx';
import { Plain } from './plain.tsx';
import { Table } from './table.tsx';

const DEEPEST = 30;
/** Below the heading of the page and the names of its parts. */
const headings = ['h3', 'h4', 'h5', 'h6'] as const;

export const BlockView = memo(
  ({ block }: { block: Block }) => draw(block),
  (before, after) => before.block === after.block,
);

export function draw(block: Block): ComponentChild {
  switch (block.kind) {
    case 'code':
      return <CodeBlock code={block.code} language={block.language} whole={block.whole} />;
    case 'plain':
      return <Plain text={block.text} />;
    case 'list':
      return drawList(block);
    case 'token':
      return drawToken(block.token, block.whole, 0);
  }
}

function drawList({ ordered, start, loose, items }: List): ComponentChild {
  const views = items.map((item) => <ItemView key={item.key} item={item} />);
  const spread = loose ? 'loose' : 'tight';
  return ordered ? (
    <ol class={spread} start={start} dir="auto">
      {views}
    </ol>
  ) : (
    <ul class={spread} dir="auto">
      {views}
    </ul>
  );
}

const ItemView = memo(
  ({ item: { token, whole } }: { item: Item }) => drawItem(token, whole, 0),
  (before, after) => before.item === after.item,
);

export function drawItem({ tokens, task, checked }: Tokens.ListItem, whole: boolean, deep: number): ComponentChild {
  if (!task) return <li dir="auto">{tokens.map((token) => drawToken(token, whole, deep + 1))}</li>;
  const { done, open } = words.value.chat.task;
  return (
    <li class="task" dir="auto" data-done={checked === true}>
      <span class="unseen">{checked ? done : open} </span>
      {tokens.map((token) => drawToken(token, whole, deep + 1))}
    </li>
  );
}

function drawToken(token: Token, whole: boolean, deep: number): ComponentChild {
  return isKnown(token) && deep < DEEPEST ? drawKnown(token, whole, deep) : <p dir="auto">{token.raw}</p>;
}

function drawKnown(token: MarkedToken, whole: boolean, deep: number): ComponentChild {
  switch (token.type) {
    case 'heading': {
      const Heading = headings[token.depth - 1] ?? 'h6';
      return <Heading dir="auto">{inline(token.tokens)}</Heading>;
    }
    case 'paragraph':
      return <p dir="auto">{inline(token.tokens)}</p>;
    case 'text':
      return <p dir="auto">{inline(token.tokens ?? [token])}</p>;
    case 'html':
      return <p dir="auto">{inline([token])}</p>;
    case 'code':
      return <CodeBlock code={token.text} language={(token.lang ?? '').split(/[\s{,:]/, 1)[0] ?? ''} whole={whole} />;
    case 'blockquote':
      return <blockquote dir="auto">{token.tokens.map((inner) => drawToken(inner, whole, deep + 1))}</blockquote>;
    case 'list': {
      const items = token.items.map((item) => drawItem(item, whole, deep + 1));
      const spread = token.loose ? 'loose' : 'tight';
      if (!token.ordered) return <ul class={spread}>{items}</ul>;
      return (
        <ol class={spread} start={token.start === '' ? 1 : token.start}>
          {items}
        </ol>
      );
    }
    case 'table':
      return <Table table={token} />;
    case 'hr':
      return <hr />;
    default:
      return null;
  }
}

const known = new Set([
  'heading',
  'paragraph',
  'text',
  'html',
  'code',
  'blockquote',
  'list',
  'table',
  'hr',
  'space',
  'def',
  'checkbox',
]);

function isKnown(token: Token): token is MarkedToken {
  return known.has(token.type);
}
