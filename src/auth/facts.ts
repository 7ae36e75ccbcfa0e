// What a request says of itself before anyone is trusted, small enough for a connection's seat.
import type { Facts } from '../ports.ts';
import { canonicalAddress, isLoopback } from './address.ts';
import { type AddressRanges, addressRanges } from './address-ranges.ts';
import { forwardedClient, isForwarding } from './forwarding.ts';

const longest = { host: 262, origin: 300, userAgent: 256 };

/** How a request reached us, beside what it says. */
export type Approach = {
  /** The socket's own remote address, never a header. */
  peer: string;
  /** Through the listener that only tailscaled is told of. */
  managed: boolean;
};

export type Believed = {
  proxies: AddressRanges;
  realIp: boolean;
  /** Headers that say who somebody is: to send one is to claim that one is the proxy. */
  identityHeaders: readonly string[];
};

const nobody: Believed = { proxies: addressRanges([]), realIp: false, identityHeaders: [] };

export function readFacts(headers: Headers, { peer, managed }: Approach, believed: Believed = nobody): Facts {
  const shaped = [...headers.keys()].some(isForwarding);
  const claims = believed.identityHeaders.some((name) => headers.has(name));
  const host = headers.get('host') ?? '';
  const origin = headers.get('origin');
  const proxies = managed ? addressRanges([]) : believed.proxies;
  const trusted = managed ? isLoopback(peer) : believed.proxies.has(peer);
  const client = shaped && trusted ? forwardedClient(headers, proxies, believed.realIp && !managed) : null;
  return {
    address: client ?? canonicalAddress(peer),
    peer: canonicalAddress(peer),
    local: isLoopback(peer) && !shaped && !claims && !managed,
    forwarded: shaped,
    way: shaped ? (client === null ? 'unattributed' : 'proxy') : managed ? 'unattributed' : 'direct',
    managed,
    // Too long is refused, not cut: a cut host or origin could end in an allowed name.
    host: host.length > longest.host ? '' : host,
    origin: origin !== null && origin.length > longest.origin ? 'null' : origin,
    userAgent: headers.get('user-agent')?.slice(0, longest.userAgent) ?? null,
    identity: null,
  };
}
