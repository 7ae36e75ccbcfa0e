// Whom an identity-aware proxy vouches for: its rules, in their order. The first that fails is the one that is told.
import type { Facts, Identity } from '../ports.ts';
import { isLoopback } from './address.ts';
import type { Policy } from './policy.ts';
import { readCeiling } from './scope-grant.ts';
import { isSameUser, readUser } from './user-name.ts';

/** The machine's own addresses; null when they cannot be found out. */
export type OwnAddresses = () => readonly string[] | null;

export async function proxyIdentity(
  headers: Headers,
  facts: Facts,
  policy: Policy,
  own: OwnAddresses,
): Promise<Identity> {
  const settings = policy.gateway.auth.trustedProxy;
  if (!settings) return failed('trusted_proxy_config_missing');
  const wrong = wrongSource(facts, policy, settings.allowLoopback, own) ?? missingHeader(headers, settings);
  if (wrong) return wrong;

  const named = settings.userHeader === undefined ? null : headers.get(settings.userHeader);
  if (settings.userHeader !== undefined && (named ?? '').trim() === '') {
    return failed('trusted_proxy_user_missing', settings.userHeader);
  }
  const told = named === null ? null : readUser(named);
  if (named !== null && told === null) return failed('trusted_proxy_user_invalid', settings.userHeader);
  let user = told;
  if (policy.assertion) {
    const verdict = await policy.assertion.verify(headers.get(policy.assertion.header));
    if ('rule' in verdict) return failed(verdict.rule, verdict.about);
    if (told !== null && !isSameUser(told, verdict.user)) return failed('trusted_proxy_user_mismatch', told);
    user = verdict.user;
  }
  if (user === null) return failed('trusted_proxy_config_missing');
  const { allowUsers } = settings;
  if (allowUsers.length > 0 && !allowUsers.some((allowed) => isSameUser(allowed, user))) {
    return failed('trusted_proxy_user_not_allowed', user);
  }
  return { by: 'trusted-proxy', user, ceiling: readCeiling(headers) };
}

/** Whose word it is. Asked before any header is looked at. */
function wrongSource({ peer, way }: Facts, policy: Policy, allowLoopback: boolean, own: OwnAddresses): Identity | null {
  const listed = policy.proxies.has(peer);
  if (isLoopback(peer)) {
    if (!listed || !allowLoopback) return failed('trusted_proxy_loopback_source', peer);
    // A program of this machine that only repeats a user's name is no proxy: that would say for whom it asks.
    return way === 'proxy' ? null : failed('trusted_proxy_client_missing', peer);
  }
  if (!listed) return failed('trusted_proxy_untrusted_source', peer);
  const addresses = own();
  if (addresses === null) return failed('trusted_proxy_local_interface_check_failed');
  // A program of this machine that talks to one of its own addresses is no proxy elsewhere.
  return addresses.includes(peer) ? failed('trusted_proxy_local_interface_source', peer) : null;
}

function missingHeader(headers: Headers, { requiredHeaders }: { requiredHeaders: readonly string[] }): Identity | null {
  const missing = requiredHeaders.find((name) => (headers.get(name) ?? '').trim() === '');
  return missing === undefined ? null : failed('trusted_proxy_missing_header', missing);
}

function failed(rule: string, about = ''): Identity {
  return { by: 'nobody', rule, about: about.slice(0, 100) };
}
