// How far away a host is: what is said to it in the clear is read by whoever stands between.
import { isAddress, isLoopback } from '../../auth/address.ts';
import { isPublicAddress } from '../../tools/public-address.ts';

export type Distance = 'here' | 'near' | 'far';

/** Names that no public server of names knows; what goes to a tailnet is encrypted on its way. */
const NEAR = /(?:^[^.]+|\.(?:local|lan|home|intranet|internal|home\.arpa|ts\.net))$/;

export function distanceOf(host: string): Distance {
  const name = host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost') || isLoopback(name)) return 'here';
  if (isAddress(name)) return isPublicAddress(name) ? 'far' : 'near';
  return NEAR.test(name) ? 'near' : 'far';
}

/** The host of an address that is spoken to in the clear, and how far it is; null where it is encrypted or no address. */
export function clearHost(address: string): { host: string; distance: Distance } | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^(?:http|ws):$/.test(url.protocol)) return null;
  return { host: url.host, distance: distanceOf(url.hostname) };
}
