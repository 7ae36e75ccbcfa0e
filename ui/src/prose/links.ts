// Where a link may lead: to the web and to a mailbox. Every other address is words.

const schemes = new Set(['http:', 'https:', 'mailto:']);
/** Signs with which a sentence goes on in Chinese, Japanese or Korean, right behind an address. */
const WIDE_SIGN = /[\u2014\u2018-\u201d\u2026\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]/;
/** Their letters may be part of a way, and not of the name of a host. */
const WIDE_LETTER_IN_HOST = /^(?:https?:\/\/|www\.)[^/?#\s]*?(?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])/i;
const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]{1,4000}/gi;

export type Address = { href: string; text: string };

type Leads = { is: 'safe'; href: string } | { is: 'here' } | { is: 'refused' };

export function addressOf(href: string): Leads {
  try {
    const address = new URL(href);
    return schemes.has(address.protocol) ? { is: 'safe', href: address.href } : { is: 'refused' };
  } catch {
    return { is: /^[a-z][a-z\d+.-]*:/i.test(href.trim()) ? 'refused' : 'here' };
  }
}

/** An address that was found in words, without the words behind it. */
export function trimAddress(found: string): string {
  const sign = found.search(WIDE_SIGN);
  const narrow = sign < 0 ? found : found.slice(0, sign);
  const host = WIDE_LETTER_IN_HOST.exec(narrow)?.[0];
  const trimmed = host ?? narrow;
  return trimmed === found ? found : trimmed.replace(/[?!.,:;*_'"~]+$/, '');
}

/** Words with the addresses in them. */
export function addressesIn(text: string): (string | Address)[] {
  const parts: (string | Address)[] = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const shown = closeParentheses(trimAddress(found).replace(/[?!.,:;*_~]+$/, ''));
    const address = addressOf(shown);
    if (address.is !== 'safe') continue;
    if (index > at) parts.push(text.slice(at, index));
    parts.push({ href: address.href, text: shown });
    at = index + shown.length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** The last parenthesis of "(see https://example.org)" is not part of the address. */
function closeParentheses(address: string): string {
  const opened = address.split('(').length;
  let end = address.length;
  for (let closed = address.split(')').length; closed > opened && address[end - 1] === ')'; closed -= 1) end -= 1;
  return address.slice(0, end);
}
