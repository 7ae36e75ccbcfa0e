// What a proxy's users are given without a person's approval.
import type { SettingsFacts } from './facts.ts';
import { type Finding, found } from './finding.ts';

const ADMIN = 'operator.admin';

export function auditIdentityRights(facts: SettingsFacts): Finding[] {
  if (facts.auth.mode !== 'trusted-proxy') return found(unheard(facts));
  return [...found(autoApprovedAdmins(facts), unsignedAdmins(facts)), ...patterns(facts)];
}

function autoApprovedAdmins({ settings: { gateway } }: SettingsFacts): Finding | null {
  const auto = gateway.auth.trustedProxy?.deviceAutoApprove;
  if (!auto?.enabled || !auto.scopes.includes(ADMIN)) return null;
  return {
    id: 'gateway.trusted_proxy_device_auto_approve_admin',
    severity: 'critical',
    what: `gateway.auth.trustedProxy.deviceAutoApprove gives ${ADMIN}`,
    why: 'every browser of every user of the proxy becomes an administrator by itself, and stays one when the session ends',
    fix: `take ${ADMIN} out of deviceAutoApprove.scopes, and name administrators in gateway.auth.identityScopes`,
  };
}

function unsignedAdmins({ settings: { gateway } }: SettingsFacts): Finding | null {
  const admins = Object.entries(gateway.auth.identityScopes).filter(([, scopes]) => scopes.includes(ADMIN));
  if (admins.length === 0 || gateway.auth.trustedProxy?.assertion) return null;
  return {
    id: 'gateway.identity_scopes_admin_unsigned',
    severity: 'warning',
    what: `gateway.auth.identityScopes gives ${ADMIN} to ${admins.length === 1 ? 'a user' : `${admins.length} users`} whom a plain header names`,
    why: 'whoever gets that header past the proxy is an administrator, with no device to approve',
    fix: 'set gateway.auth.trustedProxy.assertion, or give less and approve a device for the rest',
  };
}

/** Users are named one by one. A pattern is a mistake that nothing else points out. */
function patterns({ settings: { gateway } }: SettingsFacts): Finding[] {
  const names = Object.entries(gateway.auth.identityScopes).filter(([name]) => /\*|^@/.test(name));
  return names.map(([name, scopes]) => ({
    id: 'gateway.identity_scopes_pattern',
    severity: scopes.includes(ADMIN) ? 'critical' : 'warning',
    what: `gateway.auth.identityScopes names ${JSON.stringify(name)}, which is meant for more than one`,
    why: `it gives nobody of them anything, and a user who is really called so ${scopes.includes(ADMIN) ? `would have ${ADMIN}` : 'would have these scopes'}`,
    fix: 'name each user in full',
  }));
}

function unheard({ settings: { gateway }, auth }: SettingsFacts): Finding | null {
  if (Object.keys(gateway.auth.identityScopes).length === 0) return null;
  return {
    id: 'gateway.identity_scopes_unused',
    severity: 'info',
    what: `gateway.auth.identityScopes is set, and gateway.auth.mode is "${auth.mode}"`,
    why: 'it counts only for users of a trusted proxy, and would count at once if the mode were changed',
    fix: 'pincer config unset gateway.auth.identityScopes',
  };
}
