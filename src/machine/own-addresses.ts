// The addresses of this machine, as its system names them.
import { networkInterfaces } from 'node:os';
import { canonicalAddress } from '../auth/address.ts';

/** Null when the system does not say: then nobody is believed who might be this machine itself. */
export function ownAddresses(): string[] | null {
  try {
    return Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .map(({ address }) => canonicalAddress(address));
  } catch {
    return null;
  }
}
