// Whom Tailscale Serve vouches for. Its headers are believed only on the listener that only tailscaled is told of, and
// only when tailscaled itself says the same of the address that they name.
import { getLogger } from '@logtape/logtape';
import type { Facts, Identity } from '../ports.ts';
import { canonicalAddress, isAddress } from './address.ts';
import type { Policy } from './policy.ts';
import { isSameUser, readUser } from './user-name.ts';

/** The login of the person whose device has an address; null when it is nobody's. */
export type Whois = (address: string) => Promise<string | null>;

const LOGIN = 'tailscale-user-login';
const needed = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'];
const log = getLogger(['pincer', 'auth']);

/** Null when it does not come from Serve or nobody is to be believed: then a secret is asked for as ever. */
export async function tailscaleIdentity(
  headers: Headers,
  { managed }: Facts,
  policy: Policy,
  whois: Whois | null,
): Promise<Identity | null> {
  const login = headers.get(LOGIN);
  if (!managed || !policy.allowTailscale || !whois || login === null || headers.has('tailscale-funnel-request')) {
    return null;
  }
  if (needed.some((name) => (headers.get(name) ?? '').trim() === '')) return failed('tailscale_headers_missing');
  const address = (headers.get('x-forwarded-for') ?? '').trim();
  const told = readUser(login);
  if (!isAddress(address) || told === null) return failed('tailscale_headers_invalid');
  const known = await whois(canonicalAddress(address)).catch((error: unknown) => {
    log.warn('Cannot ask tailscaled who {address} is: {error}', { address, error });
    return undefined;
  });
  if (known === undefined) return failed('tailscale_whois_failed', address);
  if (known === null || !isSameUser(known, told)) return failed('tailscale_user_mismatch', told);
  const { allowUsers } = policy.gateway.tailscale;
  if (allowUsers.length > 0 && !allowUsers.some((allowed) => isSameUser(allowed, known))) {
    return failed('tailscale_user_not_allowed', known);
  }
  return { by: 'tailscale', user: known, ceiling: null };
}

function failed(rule: string, about = ''): Identity {
  return { by: 'nobody', rule, about: about.slice(0, 100) };
}
