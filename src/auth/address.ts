// Addresses and host names in one spelling each. Only literals count as addresses: a name that looks like one is a name.
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** One spelling per address, v4-mapped ones as v4, without brackets, port and zone; "unknown" for what is no address. */
export function canonicalAddress(text: string): string {
  return parseAddress(text)?.toString() ?? 'unknown';
}

export function isLoopback(text: string): boolean {
  return parseAddress(text)?.range() === 'loopback';
}

/** By what an address is counted: whoever has one of IPv6 has a whole /64 of them. */
export function limiterKey(text: string): string {
  const address = parseAddress(text);
  if (!(address instanceof ipaddr.IPv6)) return address?.toString() ?? 'unknown';
  return `${address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}

/** 0.0.0.0 and ::, which some systems take for themselves. */
export function isUnspecified(text: string): boolean {
  return parseAddress(text)?.range() === 'unspecified';
}

export function isAddress(text: string): boolean {
  return parseAddress(text) !== null;
}

/** The name or address in a Host header, in one spelling and without its port; empty when the header is malformed. */
export function hostName(hostHeader: string): string {
  const bare = /^(\[[^\]]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(hostHeader)?.[1];
  if (bare === undefined) return '';
  const address = parseAddress(bare);
  if (address) return address.toString();
  return bare.startsWith('[') ? '' : bare.toLowerCase().replace(/\.$/, '');
}

function parseAddress(text: string): Address | null {
  const bare = bareAddress(text);
  // The library also reads "127.1", "0x7f.1" and "2130706433", which a socket or a browser never writes.
  // And it throws inside at a name, which takes a tenth of a millisecond: it is asked about numbers only.
  if (/^[\d.]+$/.test(bare) && ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare);
  if (!ipaddr.IPv6.isValid(bare)) return null;
  const address = ipaddr.IPv6.parse(bare);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function bareAddress(text: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1];
  if (bracketed !== undefined) return bracketed.includes(':') ? withoutZone(bracketed) : '';
  const beforePort = /^([\d.]+):\d{1,5}$/.exec(text)?.[1];
  return beforePort ?? (text.includes(':') ? withoutZone(text) : text);
}

function withoutZone(address: string): string {
  return address.replace(/%[^%]*$/, '');
}
