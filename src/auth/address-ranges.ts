// Addresses and ranges as the settings write them: 10.0.0.1, 10.0.0.0/8, fd00::/8. IPv4 in IPv6's clothes is IPv4.
import ipaddr from 'ipaddr.js';
import { canonicalAddress, isAddress } from './address.ts';

export interface AddressRanges {
  has(address: string): boolean;
}

type Range = [ipaddr.IPv4, number] | [ipaddr.IPv6, number];

export function addressRanges(written: readonly string[]): AddressRanges {
  const ranges = written.map(parseRange);
  return {
    has(address) {
      if (!isAddress(address)) return false;
      const known = ipaddr.parse(canonicalAddress(address));
      return ranges.some((range) => range !== null && known.kind() === range[0].kind() && known.match(range));
    },
  };
}

/** Those that are no address and no range, as they were written. */
export function badRanges(written: readonly string[]): string[] {
  return written.filter((text) => parseRange(text) === null);
}

/** How many leading bits a range fixes, of how many; null when it is none. The audit asks. */
export function rangeWidth(text: string): { bits: number; of: 32 | 128 } | null {
  const range = parseRange(text);
  return range && { bits: range[1], of: range[0].kind() === 'ipv4' ? 32 : 128 };
}

function parseRange(text: string): Range | null {
  const [base = '', bits, ...more] = text.trim().split('/');
  if (more.length > 0 || !isAddress(base) || /[[\]%]/.test(base)) return null;
  const wide = base.includes(':');
  const most = wide ? 128 : 32;
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return null;
  const fixed = bits === undefined ? most : Number(bits);
  if (fixed > most) return null;
  const address = ipaddr.parse(canonicalAddress(base));
  if (address instanceof ipaddr.IPv6) return [address, fixed];
  // A range around mapped addresses means the IPv4 ones in it, and no native address is ever among them.
  const inner = wide ? fixed - 96 : fixed;
  return inner < 0 ? null : [address, inner];
}
