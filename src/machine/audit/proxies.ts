// Whose forwarding headers are believed.
import { rangeWidth } from '../../auth/address-ranges.ts';
import { redactLine } from '../../config/redact.ts';
import type { SettingsFacts } from './facts.ts';
import { type Finding, found } from './finding.ts';

/** No house has more addresses than these; fewer bits let strangers in among the proxies. */
const narrowest = { 32: 16, 128: 48 } as const;

export function auditProxies(facts: SettingsFacts): Finding[] {
  return [
    ...facts.settings.gateway.trustedProxies.flatMap((range) => found(badRange(range, facts))),
    ...found(realIp(facts)),
  ];
}

function badRange(written: string, { settings: { gateway }, auth }: SettingsFacts): Finding | null {
  const width = rangeWidth(written);
  const named = JSON.stringify(redactLine(written));
  if (width === null) {
    return {
      id: 'gateway.trusted_proxies_invalid',
      severity: 'warning',
      what: `gateway.trustedProxies has ${named}, which is no address and no range`,
      why: 'the gateway does not start like this',
      fix: 'write it like 10.0.0.5 or 10.0.0.0/24',
    };
  }
  if (width.bits >= narrowest[width.of]) return null;
  const everyone = width.bits === 0;
  const vouches = auth.mode === 'trusted-proxy' && !gateway.auth.trustedProxy?.assertion;
  return {
    id: everyone ? 'gateway.trusted_proxies_everyone' : 'gateway.trusted_proxies_too_wide',
    severity: everyone || vouches ? 'critical' : 'warning',
    what: `gateway.trustedProxies has ${named}, ${everyone ? 'which is everyone' : 'which is wider than any one network of yours'}`,
    why: vouches
      ? 'whoever has an address in it may say who they are, and is believed'
      : 'whoever has an address in it may say that they come from another: limits on guessing no longer hold',
    fix: 'list the addresses of your proxies alone',
  };
}

function realIp({ settings: { gateway } }: SettingsFacts): Finding | null {
  if (!gateway.allowRealIpFallback || gateway.trustedProxies.length === 0) return null;
  return {
    id: 'gateway.real_ip_fallback_enabled',
    severity: 'warning',
    what: 'gateway.allowRealIpFallback is true',
    why: 'a proxy that passes X-Real-IP on as it came lets callers choose the address that they are counted by',
    fix: 'let the proxy send X-Forwarded-For, then: pincer config unset gateway.allowRealIpFallback',
  };
}
