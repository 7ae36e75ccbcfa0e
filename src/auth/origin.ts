// The web rules: which Host names this gateway answers to, which pages may talk to it, which proxies may stand before it.
import type { Settings } from '../config/schema.ts';
import type { GatewayError } from '../errors.ts';
import type { Facts } from '../ports.ts';
import { hostName, isAddress, isUnspecified } from './address.ts';
import { refuse } from './refusal.ts';

/** `ownNames`: what else this machine goes by, as in its tailnet. */
type Gateway = Pick<Settings['gateway'], 'controlUi'> & { ownNames?: readonly string[] };

/** Every rule at once, for a plain HTTP request. */
export function refuseRequest(facts: Facts, gateway: Gateway): GatewayError | null {
  return refuseUpgrade(facts, gateway) ?? refuseOrigin(facts, gateway);
}

/** All rules but Origin's, whose refusal a page can only read once its socket is open. */
export function refuseUpgrade(facts: Facts, gateway: Gateway): GatewayError | null {
  return refuseHost(facts, gateway) ?? refuseForwarding(facts);
}

/** The status of a refusal of this file where it answers a request: 421 for a foreign Host, else 403. */
export function refusalStatus(refusal: GatewayError): 403 | 421 {
  return refusal.details?.code === 'HOST_NOT_ALLOWED' ? 421 : 403;
}

/** A foreign page is refused whatever it knows; a client without an Origin is not a page. */
export function refuseOrigin(facts: Facts, gateway: Gateway): GatewayError | null {
  if (facts.origin === null) return null;
  const origin = parseOrigin(facts.origin);
  if (origin && isOwnHost(origin, facts.host)) return null;
  if (origin && allowedOrigins(gateway).some((allowed) => allowed.origin === origin.origin)) return null;
  return origin
    ? originRefusal(
        'origin not allowed',
        `Cannot serve the page at ${origin.origin}: it is not the gateway's own`,
        `add "${origin.origin}" to gateway.controlUi.allowedOrigins, or open the page from the gateway itself`,
      )
    : originRefusal(
        'origin missing or invalid',
        'Cannot serve this page: its Origin is opaque or malformed',
        "open the page from the gateway's own address",
      );
}

export function originMissing(clientId: string): GatewayError {
  return originRefusal(
    'origin missing or invalid',
    `Cannot admit ${clientId}: a browser client must send an Origin`,
    "open it from the gateway's own address, or list its origin in gateway.controlUi.allowedOrigins",
  );
}

function originRefusal(reason: string, words: string, next: string): GatewayError {
  const rule = reason.replaceAll(' ', '_');
  const told = { words, next, code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED', rule };
  return refuse('INVALID_REQUEST', { ...told, details: { reason } });
}

/** Stops DNS rebinding: a page may point its own name at us, but then the Host header says that name. */
function refuseHost(facts: Facts, gateway: Gateway): GatewayError | null {
  const name = hostName(facts.host);
  if (name === 'localhost' || name.endsWith('.localhost')) return null;
  // No page comes from an address that is none. Which of the others lead here only the network knows.
  if (isAddress(name) && !isUnspecified(name)) return null;
  if (name !== '' && gateway.ownNames?.includes(name)) return null;
  if (name !== '' && allowedOrigins(gateway).some((allowed) => hostName(allowed.host) === name)) return null;
  const told =
    name === ''
      ? { words: 'Cannot answer: the Host header is missing or malformed', next: 'open the address as it is printed' }
      : {
          words: `Cannot answer for host "${name}": this gateway does not go by that name`,
          next: `add "https://${name}" (or its http:// origin) to gateway.controlUi.allowedOrigins`,
        };
  return refuse('FORBIDDEN', { ...told, code: 'HOST_NOT_ALLOWED', rule: 'host_not_allowed' });
}

/** Who it came from can only be told by a proxy that is believed: nobody is judged by the address of another. */
function refuseForwarding({ way, peer, managed }: Facts): GatewayError | null {
  if (way !== 'unattributed') return null;
  const told = managed
    ? {
        words: 'Cannot tell who is calling: this address is for tailscaled alone',
        next: 'open the tailnet address that `pincer gateway status` shows',
      }
    : {
        words: `Cannot tell who is calling: ${peer} sends forwarding headers, and is not listed or names nobody`,
        next:
          `if ${peer} is your proxy, add it to gateway.trustedProxies and let it send X-Forwarded-For; ` +
          'else connect without a proxy, or through an SSH tunnel',
      };
  const rule = 'proxy_attribution_required';
  return refuse('FORBIDDEN', { ...told, code: 'PROXY_ATTRIBUTION_REQUIRED', rule, details: { reason: rule } });
}

type Origin = { origin: string; protocol: string; host: string };

function allowedOrigins(gateway: Gateway): Origin[] {
  return gateway.controlUi.allowedOrigins.flatMap((text) => parseOrigin(text) ?? []);
}

function isOwnHost(origin: Origin, hostHeader: string): boolean {
  if (hostName(hostHeader) === '') return false;
  // Behind TLS the page says https while we speak http; a port left out is then the page's own default.
  return parseUrl(`${origin.protocol}//${hostHeader}`)?.host === origin.host;
}

function parseOrigin(text: string): Origin | null {
  const url = parseUrl(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  const pure = url.username + url.password + url.search + url.hash === '' && url.pathname === '/';
  return pure ? { origin: url.origin, protocol: url.protocol, host: url.host } : null;
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
