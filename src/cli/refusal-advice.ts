// What the settings say now about somebody who was refused, rule by rule.
import { pairingLimits } from '../auth/pairing-request.ts';
import { readEnvironment } from '../config/environment.ts';
import type { Advice, Sight } from './advice.ts';
import { aboutOrigin, aboutProxy, aboutUser, listed, originOf } from './list-advice.ts';
import type { RefusalRun } from './refusals.ts';

export function adviseOn(refusal: RefusalRun, sight: Sight): Advice | null {
  const { rule } = refusal;
  if (rule.startsWith('pairing_required_')) return aboutPairing(refusal, sight);
  if (rule.startsWith('trusted_proxy_assertion_')) return aboutAssertion(sight);
  switch (rule) {
    case 'proxy_attribution_required':
    case 'trusted_proxy_untrusted_source':
      return aboutProxy(refusal, sight);
    case 'trusted_proxy_loopback_source':
      return aboutLoopback(sight);
    case 'trusted_proxy_user_not_allowed':
    case 'tailscale_user_not_allowed':
      return aboutUser(refusal, sight);
    case 'origin_not_allowed':
      return aboutOrigin(refusal.origin, sight);
    case 'host_not_allowed':
      return aboutOrigin(originOf(refusal), sight);
    case 'token_missing':
    case 'token_mismatch':
    case 'token_missing_config':
      return aboutSecret('token', sight);
    case 'password_missing':
    case 'password_mismatch':
    case 'password_missing_config':
      return aboutSecret('password', sight);
    case 'none_only_locally':
      return aboutMode(sight);
    default:
      return null;
  }
}

function aboutLoopback({ settings: { gateway }, pincer }: Sight): Advice {
  const { allowLoopback, assertion } = gateway.auth.trustedProxy ?? {};
  const path = 'gateway.auth.trustedProxy.allowLoopback';
  if (allowLoopback)
    return { words: `${path} is true now; ${listed('gateway.trustedProxies', gateway.trustedProxies)}`, command: null };
  if (!assertion) return { words: `${path} is false, and no assertion is set: set that first`, command: null };
  return { words: `${path} is false, and an assertion is set`, command: `${pincer} config set ${path} true` };
}

function aboutSecret(kind: 'token' | 'password', { settings, auth, environment, pincer }: Sight): Advice {
  const variable = `OPENCLAW_GATEWAY_${kind.toUpperCase()}`;
  const path = `gateway.auth.${kind}`;
  if (auth.mode !== kind && auth.mode !== 'trusted-proxy') {
    return { words: `gateway.auth.mode is "${auth.mode}" now: no ${kind} is asked for`, command: null };
  }
  if (readEnvironment(environment)[kind] !== undefined) {
    return { words: `the ${kind} is in ${variable} here, which wins over ${path}`, command: null };
  }
  const written = settings.gateway.auth[kind];
  if (written === undefined) return { words: `${path} is not set; the gateway may have ${variable}`, command: null };
  const where =
    typeof written === 'string'
      ? `stands in ${path}`
      : `is kept in a ${written.source === 'env' ? 'variable' : 'file'}`;
  if (kind === 'password') return { words: `the password ${where}`, command: null };
  return { words: `the token ${where}; a link that has it`, command: `${pincer} web --print` };
}

function aboutMode({ settings: { gateway }, auth, pincer }: Sight): Advice {
  const words = `gateway.auth.mode is "${auth.mode}"${auth.mode === 'none' ? `, and gateway.bind is "${gateway.bind}"` : ' now'}`;
  return { words, command: auth.mode === 'none' ? `${pincer} config set gateway.auth.mode token` : null };
}

function aboutAssertion({ settings: { gateway } }: Sight): Advice {
  const { preset, header, issuer, audience } = gateway.auth.trustedProxy?.assertion ?? {};
  const set = Object.entries({ preset, header, issuer, audience }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${JSON.stringify(value)}`],
  );
  return { words: `gateway.auth.trustedProxy.assertion has ${set.join(', ') || 'nothing'}`, command: null };
}

function aboutPairing({ last }: RefusalRun, { now, pincer }: Sight): Advice | null {
  if (!(now - Date.parse(last) >= pairingLimits.lifeMs)) return null;
  return {
    words: 'the request is over ten minutes old; let the device connect again',
    command: `${pincer} devices approve --latest`,
  };
}
