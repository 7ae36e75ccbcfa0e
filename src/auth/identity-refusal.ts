// What is said to somebody whom neither the proxy nor Tailscale vouches for, rule by rule.
import type { GatewayError } from '../errors.ts';
import type { Facts } from '../ports.ts';
import { unauthorized } from './refusal.ts';

type Said = [words: string, next: string];

/** `about` is what failed: an address, a header, a user. It came from outside, and is shown as such. */
const rules: Record<string, (about: string) => Said> = {
  trusted_proxy_config_missing: () => [
    'no rules of the trusted proxy are set',
    'set gateway.auth.trustedProxy.userHeader or gateway.auth.trustedProxy.assertion',
  ],
  trusted_proxy_no_identity: () => [
    'this gateway is entered through its identity-aware proxy',
    "open the address of the proxy; for callers on the gateway's own machine set gateway.auth.password",
  ],
  trusted_proxy_untrusted_source: (about) => [
    `${about} is not a trusted proxy`,
    `open the address of the proxy; if ${about} is the proxy, add it to gateway.trustedProxies`,
  ],
  trusted_proxy_loopback_source: (about) => [
    `a proxy on this machine (${about}) is not believed`,
    'any program here could pretend to be it: let the proxy sign an assertion, then set ' +
      'gateway.auth.trustedProxy.allowLoopback to true and list its address in gateway.trustedProxies',
  ],
  trusted_proxy_client_missing: (about) => [
    `${about} does not say for whom it asks`,
    'come in through the proxy; if this is the proxy, let it send X-Forwarded-For',
  ],
  trusted_proxy_local_interface_source: (about) => [
    `${about} is an address of this machine itself`,
    'run the proxy elsewhere, or let it connect over loopback with gateway.auth.trustedProxy.allowLoopback',
  ],
  trusted_proxy_local_interface_check_failed: () => [
    "the machine's own addresses cannot be found out",
    'look into the log of the gateway for the reason',
  ],
  trusted_proxy_missing_header: (about) => [
    `the proxy did not send ${about}`,
    `let the proxy set ${about}, also on WebSocket upgrades, or take it out of gateway.auth.trustedProxy.requiredHeaders`,
  ],
  trusted_proxy_user_missing: (about) => [
    `the proxy named no user in ${about}`,
    `sign in at the proxy; if you are, let it set ${about}, also on WebSocket upgrades`,
  ],
  trusted_proxy_user_invalid: (about) => [
    `the proxy named no single user in ${about}`,
    `let the proxy replace ${about} that callers send, instead of adding to it`,
  ],
  trusted_proxy_user_mismatch: (about) => [
    `the proxy named ${about} and signed for somebody else`,
    'let the proxy replace the user header that callers send',
  ],
  trusted_proxy_user_not_allowed: (about) => [
    `${about} may not come in`,
    `sign in at the proxy as somebody else, or add "${about}" to gateway.auth.trustedProxy.allowUsers`,
  ],
  trusted_proxy_assertion_missing: (about) => [
    `the proxy signed nothing${about === '' ? '' : ` in ${about}`}`,
    'come in through the proxy, and let it send its assertion also on WebSocket upgrades',
  ],
  trusted_proxy_assertion_keys_unavailable: () => [
    "the keys that check the proxy's signature cannot be fetched",
    "try again in a minute; see that gateway.auth.trustedProxy.assertion.jwksUrl answers from the gateway's machine",
  ],
  trusted_proxy_assertion_key_unknown: (about) => [
    `the proxy signed with a key that is not published (${about})`,
    'see that gateway.auth.trustedProxy.assertion.jwksUrl is where this proxy publishes its keys',
  ],
  trusted_proxy_assertion_audience: (about) => [
    `the proxy signed for another application (${about})`,
    'write the audience of this one into gateway.auth.trustedProxy.assertion.audience',
  ],
  trusted_proxy_assertion_issuer: (about) => [
    `somebody else than this proxy signed (${about})`,
    'write what the proxy calls itself into gateway.auth.trustedProxy.assertion.issuer',
  ],
  trusted_proxy_assertion_expired: () => ["the proxy's assertion has expired", 'sign in at the proxy again'],
  tailscale_headers_missing: () => [
    'the request does not look as Tailscale Serve makes it',
    'open the tailnet address that `pincer gateway status` shows',
  ],
  tailscale_headers_invalid: () => [
    'the request does not look as Tailscale Serve makes it',
    'open the tailnet address that `pincer gateway status` shows',
  ],
  tailscale_whois_failed: () => [
    'tailscaled does not say whose device this is',
    'sign in with the token; see that tailscaled runs and may be asked by this user',
  ],
  tailscale_user_mismatch: (about) => [
    `tailscaled does not agree that this is ${about}`,
    "sign in with the token; a tagged device is nobody's and always needs it",
  ],
  tailscale_user_not_allowed: (about) => [
    `${about} may not come in by Tailscale's word`,
    `sign in with the token, or add "${about}" to gateway.tailscale.allowUsers`,
  ],
};

const unproved: Said = [
  "the proxy's assertion does not hold",
  'check gateway.auth.trustedProxy.assertion against what the proxy signs; the rule says which part failed',
];

export function identityRefusal(rule: string, about: string): GatewayError {
  const [words, next] = rules[rule]?.(about) ?? unproved;
  return unauthorized(`${words} [${rule}]`, next, rule, 'review_auth_configuration', { code: 'AUTH_UNAUTHORIZED' });
}

/** Behind a trusted proxy there is no other way in but from the machine itself, whatever else somebody knows. */
export function refuseUnvouched({ identity, local, peer }: Facts): void {
  if (identity?.by === 'nobody') throw identityRefusal(identity.rule, identity.about);
  if (!local && identity?.by !== 'trusted-proxy') throw identityRefusal('trusted_proxy_untrusted_source', peer);
}
