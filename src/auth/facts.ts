// What a request says of itself before anyone is trusted, small enough for a connection's seat.
import type { Facts } from '../ports.ts';
import { canonicalAddress, isLoopback } from './address.ts';

const longest = { host: 262, origin: 300, userAgent: 256 };

/** `peer` is the socket's own remote address, never a header. */
export function readFacts(headers: Headers, peer: string): Facts {
  const forwarded = [...headers.keys()].some(isForwarding);
  const host = headers.get('host') ?? '';
  const origin = headers.get('origin');
  return {
    address: canonicalAddress(peer),
    local: isLoopback(peer) && !forwarded,
    forwarded,
    // Too long is refused, not cut: a cut host or origin could end in an allowed name.
    host: host.length > longest.host ? '' : host,
    origin: origin !== null && origin.length > longest.origin ? 'null' : origin,
    userAgent: headers.get('user-agent')?.slice(0, longest.userAgent) ?? null,
  };
}

function isForwarding(header: string): boolean {
  const name = header.toLowerCase();
  return (
    name === 'forwarded' || name === 'x-real-ip' || name.startsWith('x-forwarded-') || name.startsWith('tailscale-')
  );
}
