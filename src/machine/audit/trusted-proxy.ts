// Signing in that is left to a proxy: whether its word can be forged, and whom it lets in.
import { isLoopback } from '../../auth/address.ts';
import { addressRanges } from '../../auth/address-ranges.ts';
import { assertionRules } from '../../auth/assertion-rules.ts';
import type { TrustedProxy } from '../../config/schema.ts';
import type { SettingsFacts } from './facts.ts';
import { type Finding, found } from './finding.ts';

const at = 'gateway.auth.trustedProxy';

export function auditTrustedProxy(facts: SettingsFacts): Finding[] {
  if (facts.auth.mode !== 'trusted-proxy') return [];
  const proxy = facts.settings.gateway.auth.trustedProxy;
  return [
    ...found(noProxies(facts), besideToken(facts)),
    ...(proxy
      ? found(nameless(proxy), loopback(proxy, facts), unsigned(proxy), assertion(proxy), everyone(proxy))
      : found(nameless({}))),
  ];
}

function noProxies({ settings: { gateway } }: SettingsFacts): Finding | null {
  if (gateway.trustedProxies.length > 0) return null;
  return {
    id: 'gateway.trusted_proxy_no_proxies',
    severity: 'critical',
    what: 'gateway.auth.mode is "trusted-proxy", and gateway.trustedProxies is empty',
    why: 'nobody is a proxy, so nobody comes in; the gateway does not start like this',
    fix: `list the address of the proxy: pincer config set 'gateway.trustedProxies[0]' 10.0.0.5`,
  };
}

function besideToken({ auth }: SettingsFacts): Finding | null {
  if (auth.token === null) return null;
  return {
    id: 'gateway.trusted_proxy_beside_token',
    severity: 'critical',
    what: 'gateway.auth.mode is "trusted-proxy", and a token is set too',
    why: 'the token would be a way around the proxy; the gateway does not start like this',
    fix: 'pincer config unset gateway.auth.token, and take OPENCLAW_GATEWAY_TOKEN away; for programs on this machine set a password',
  };
}

function nameless({
  userHeader,
  assertion: signed,
}: Pick<Partial<TrustedProxy>, 'userHeader' | 'assertion'>): Finding | null {
  if (userHeader !== undefined || signed !== undefined) return null;
  return {
    id: 'gateway.trusted_proxy_no_user_header',
    severity: 'critical',
    what: `Neither ${at}.userHeader nor ${at}.assertion is set`,
    why: 'nothing says who the users of the proxy are; the gateway does not start like this',
    fix: `set ${at}.assertion where the proxy can sign, else ${at}.userHeader`,
  };
}

function loopback(proxy: TrustedProxy, { settings: { gateway } }: SettingsFacts): Finding | null {
  if (!proxy.allowLoopback || proxy.assertion) return null;
  const proxies = addressRanges(gateway.trustedProxies);
  const listed = proxies.has('127.0.0.1') || proxies.has('::1') || gateway.trustedProxies.some(isLoopback);
  return {
    id: 'gateway.trusted_proxy_loopback_unsigned',
    severity: listed ? 'critical' : 'warning',
    what: `${at}.allowLoopback is true, and nothing is signed`,
    why: `any program on this machine can send the header and be whomever it names${listed ? '' : ', once loopback is listed in gateway.trustedProxies'}`,
    fix: `set ${at}.assertion, or run the proxy elsewhere and: pincer config unset ${at}.allowLoopback`,
  };
}

function unsigned({ assertion: signed, userHeader }: TrustedProxy): Finding | null {
  if (signed || userHeader === undefined) return null;
  return {
    id: 'gateway.trusted_proxy_unsigned',
    severity: 'info',
    what: `Who somebody is stands in the header ${userHeader} alone`,
    why: 'it is as good as the network between the proxy and the gateway, and as the proxy is at replacing what callers send',
    fix: `where the proxy can sign, set ${at}.assertion`,
  };
}

function assertion({ assertion: signed }: TrustedProxy): Finding | null {
  if (!signed) return null;
  // For whom something was signed: without it, what another application of the same proxy got would open this one.
  const { audience = [], preset, host } = signed;
  const unbound = [audience].flat().length === 0 && !(preset === 'pomerium' && host !== undefined);
  const rules = assertionRules(signed);
  if (!('problem' in rules)) return null;
  return {
    id: unbound ? 'gateway.trusted_proxy_assertion_no_audience' : 'gateway.trusted_proxy_assertion_invalid',
    severity: 'critical',
    what: unbound ? `${at}.assertion has no audience` : rules.problem,
    why: unbound
      ? 'what the proxy signs for another application would open this one; the gateway does not start like this'
      : 'no assertion can be checked; the gateway does not start like this',
    fix: unbound ? `set ${at}.assertion.audience to what the proxy signs for this application` : `mend ${at}.assertion`,
  };
}

function everyone({ allowUsers }: TrustedProxy): Finding | null {
  if (allowUsers.length > 0) return null;
  return {
    id: 'gateway.trusted_proxy_no_allowlist',
    severity: 'warning',
    what: `${at}.allowUsers is empty`,
    why: 'whoever can sign in at the proxy can come in here, also somebody who was let in there for another reason',
    fix: `name who may: pincer config set '${at}.allowUsers[0]' you@example.com`,
  };
}
