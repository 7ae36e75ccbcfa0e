// The web rules: which Host names this gateway answers to, which pages may talk to it, which proxies may stand before it.
import type { Settings } from '../config/schema.ts';
import { GatewayError } from '../errors.ts';
import type { Facts } from '../ports.ts';
import { hostName, isAddress, isLoopback } from './address.ts';

type Gateway = Pick<Settings['gateway'], 'controlUi'>;

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
        `Cannot serve the page at ${origin.origin}: it is not the gateway's own; ` +
          `add "${origin.origin}" to gateway.controlUi.allowedOrigins, or open the page from the gateway itself`,
      )
    : originRefusal(
        'origin missing or invalid',
        "Cannot serve this page: its Origin is opaque or malformed; open the page from the gateway's own address",
      );
}

export function originMissing(clientId: string): GatewayError {
  return originRefusal(
    'origin missing or invalid',
    `Cannot admit ${clientId}: a browser client must send an Origin; open it from the gateway's own address, ` +
      'or list its origin in gateway.controlUi.allowedOrigins',
  );
}

function originRefusal(reason: string, message: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { details: { code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED', reason } });
}

/** Stops DNS rebinding: a page may point its own name at us, but then the Host header says that name. */
function refuseHost(facts: Facts, gateway: Gateway): GatewayError | null {
  const name = hostName(facts.host);
  if (name === 'localhost' || name.endsWith('.localhost') || name.endsWith('.ts.net') || isAddress(name)) return null;
  if (name !== '' && allowedOrigins(gateway).some((allowed) => hostName(allowed.host) === name)) return null;
  const message =
    name === ''
      ? 'Cannot answer: the Host header is missing or malformed'
      : `Cannot answer for host "${name}": this gateway does not go by that name; ` +
        `add "https://${name}" (or its http:// origin) to gateway.controlUi.allowedOrigins`;
  return new GatewayError('FORBIDDEN', message, { details: { code: 'HOST_NOT_ALLOWED' } });
}

/** A program on this machine that adds forwarding headers is a proxy nobody vouched for, or pretends to be one. */
function refuseForwarding(facts: Facts): GatewayError | null {
  if (!facts.forwarded || !isLoopback(facts.address)) return null;
  const message =
    'Cannot tell who is calling: forwarding headers came over loopback and no trusted proxy is configured; ' +
    'connect without a proxy, or through an SSH tunnel';
  return new GatewayError('FORBIDDEN', message, {
    details: { code: 'PROXY_ATTRIBUTION_REQUIRED', reason: 'proxy_attribution_required' },
  });
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
