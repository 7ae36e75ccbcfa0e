// Markdown read into tokens, by GitHub's rules with a few of our own. What cannot be read is null.
import { Lexer, type Token, Tokenizer, type Tokens, type TokensList } from 'marked';
import { trimAddress } from './links.ts';

export type Links = TokensList['links'];

/** With more of them than this, only those of the same piece are known. */
const MOST_LINKS = 100;

class OurTokenizer extends Tokenizer {
  /** An address ends where a sentence without spaces goes on. */
  override url(source: string): Tokens.Link | undefined {
    const link = super.url(source);
    if (!link || link.href.startsWith('mailto:')) return link;
    const text = trimAddress(link.raw);
    if (text === link.raw) return link;
    const href = link.href.slice(0, link.href.length - (link.raw.length - text.length));
    return { ...link, raw: text, text, href, tokens: [{ type: 'text', raw: text, text }] };
  }

  /** "20~25" is a range. */
  override del(source: string, masked: string, before?: string): Tokens.Del | undefined {
    return source.startsWith('~~') ? super.del(source, masked, before) : undefined;
  }
}

export function noLinks(): Links {
  return Object.create(null);
}

/** `links` are those of the text around it; those that are found here are added. */
export function lex(text: string, links: Links): Token[] | null {
  try {
    const lexer = new Lexer({ gfm: true, breaks: true, tokenizer: new OurTokenizer() });
    if (Object.keys(links).length < MOST_LINKS) lexer.tokens.links = links;
    return lexer.lex(text);
  } catch {
    // Deeper than the machine can follow.
    return null;
  }
}
