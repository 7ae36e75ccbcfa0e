// Whose request it is when it came through a proxy: which headers make it look so, and whom they name.
import { canonicalAddress, isAddress, isLoopback } from './address.ts';
import type { AddressRanges } from './address-ranges.ts';

/** Nobody stands behind more proxies. A longer chain is somebody's invention. */
const MOST_HOPS = 32;

/** Whether a header is one that a proxy leaves. Some servers take an underscore for a dash, so we do too. */
export function isForwarding(header: string): boolean {
  const name = header.toLowerCase().replaceAll('_', '-');
  return (
    name === 'forwarded' || name === 'x-real-ip' || name.startsWith('x-forwarded-') || name.startsWith('tailscale-')
  );
}

/** The client's canonical address, walked from the nearest hop back through proxies that are believed; null when none is told. */
export function forwardedClient(headers: Headers, proxies: AddressRanges, realIp: boolean): string | null {
  const chain = headers.get('x-forwarded-for');
  if (chain === null) {
    return clientAt((realIp ? (headers.get('x-real-ip') ?? '') : '').trim());
  }
  const hops = chain.split(',').map((hop) => hop.trim());
  if (hops.length > MOST_HOPS) return null;
  for (const [index, hop] of hops.reverse().entries()) {
    if (index === hops.length - 1 || !proxies.has(hop)) return clientAt(hop);
  }
  return null;
}

/** A proxy whose client is its own machine tells us nothing about who that is. */
function clientAt(hop: string): string | null {
  return isAddress(hop) && !isLoopback(hop) ? canonicalAddress(hop) : null;
}
