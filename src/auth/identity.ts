// Asks whoever stands before us who a caller is: the trusted proxy, or Tailscale.
import type { Facts } from '../ports.ts';
import type { Policy } from './policy.ts';
import { tailscaleIdentity, type Whois } from './tailscale-identity.ts';
import { type OwnAddresses, proxyIdentity } from './trusted-proxy.ts';

/** The same facts, with who it is. Asked when a socket opens and when a request needs an owner, and not for a picture. */
export type Identify = (headers: Headers, facts: Facts, way: 'socket' | 'http') => Promise<Facts>;

export function createIdentify(options: {
  policy: () => Policy;
  own: OwnAddresses;
  /** Null where no tailscaled can be asked. */
  whois: Whois | null;
}): Identify {
  return async (headers, facts, way) => {
    const policy = options.policy();
    if (facts.managed) {
      const identity = way === 'socket' ? await tailscaleIdentity(headers, facts, policy, options.whois) : null;
      return { ...facts, identity };
    }
    if (policy.mode !== 'trusted-proxy' || facts.local) return facts;
    return { ...facts, identity: await proxyIdentity(headers, facts, policy, options.own) };
  };
}
