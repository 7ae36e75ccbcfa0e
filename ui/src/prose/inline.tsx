// Words within a line: what is strong, what is a link, what is code. HTML is the text that it is.
import type { MarkedToken, Token, Tokens } from 'marked';
import type { ComponentChild } from 'preact';
import { decode } from './entities.ts';
import { addressOf } from './links.ts';

const DEEPEST = 40;

export function inline(tokens: readonly Token[], deep = 0): ComponentChild[] {
  return tokens.map((token) => (isKnown(token) && deep < DEEPEST ? drawn(token, deep) : token.raw));
}

export function ExternalLink({ href, children }: { href: string; children: ComponentChild | ComponentChild[] }) {
  return (
    <a href={href} rel="noopener noreferrer" target="_blank">
      {children}
    </a>
  );
}

function drawn(token: MarkedToken, deep: number): ComponentChild {
  switch (token.type) {
    case 'strong':
      return <strong>{inline(token.tokens, deep + 1)}</strong>;
    case 'em':
      return <em>{inline(token.tokens, deep + 1)}</em>;
    case 'del':
      return <del>{inline(token.tokens, deep + 1)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'html':
      return token.raw.split(/(<br\s*\/?>)/i).map((part, index) => (index % 2 === 1 ? <br /> : part));
    case 'escape':
      return token.text;
    case 'link':
      return link(token, deep);
    case 'image':
      return picture(token);
    case 'text':
      return token.tokens ? inline(token.tokens, deep + 1) : decode(token.raw);
    case 'checkbox':
      return null;
    default:
      return token.raw;
  }
}

function link(token: Tokens.Link, deep: number): ComponentChild {
  const address = addressOf(token.autolink ? token.href : decode(token.href));
  if (address.is === 'refused') return token.raw;
  const words = inline(token.tokens, deep + 1);
  // An address without a host leads nowhere from here: it is a name.
  if (address.is === 'here') return <span title={token.href}>{words}</span>;
  return <ExternalLink href={address.href}>{words}</ExternalLink>;
}

/** Nothing is fetched from elsewhere because a text says so. */
function picture(token: Tokens.Image): ComponentChild {
  const address = addressOf(decode(token.href));
  if (address.is === 'safe')
    return <ExternalLink href={address.href}>{decode(token.text) || address.href}</ExternalLink>;
  return address.is === 'here' ? decode(token.text) || token.raw : token.raw;
}

const known = new Set(['strong', 'em', 'del', 'codespan', 'br', 'html', 'escape', 'link', 'image', 'text', 'checkbox']);

function isKnown(token: Token): token is MarkedToken {
  return known.has(token.type);
}
