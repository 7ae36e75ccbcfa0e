// Which address a setting like "lan" means on this machine.
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import type { Settings } from '../config/schema.ts';
import { MachineFailure } from './failure.ts';

const LOOPBACK = '127.0.0.1';
const EVERYWHERE = '0.0.0.0';

export function bindHost({ bind, customBindHost }: Pick<Settings['gateway'], 'bind' | 'customBindHost'>): string {
  switch (bind) {
    case 'loopback':
      return LOOPBACK;
    case 'lan':
      return EVERYWHERE;
    case 'auto':
      return tailnetAddress() ?? LOOPBACK;
    case 'tailnet': {
      const address = tailnetAddress();
      if (address) return address;
      throw new MachineFailure('Cannot bind to the tailnet as no interface has a tailnet address: is tailscale up?');
    }
    case 'custom':
      if (customBindHost) return customBindHost;
      throw new MachineFailure('Cannot bind to a custom address as none is set: set gateway.customBindHost');
  }
}

/** Tailscale gives every machine an address of the carrier-grade NAT range. */
function tailnetAddress(): string | null {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = addresses.find(
    ({ family, internal, address }) =>
      family === 'IPv4' && !internal && ipaddr.parse(address).range() === 'carrierGradeNat',
  );
  return found?.address ?? null;
}
