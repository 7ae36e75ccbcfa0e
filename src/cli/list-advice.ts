// What a list of the settings says now about somebody who was refused, and the command that puts him on it.
import { hostName, isAddress } from '../auth/address.ts';
import { addressRanges } from '../auth/address-ranges.ts';
import { isSameUser } from '../auth/user-name.ts';
import { isPublicAddress } from '../tools/public-address.ts';
import type { Advice, Sight } from './advice.ts';
import type { Refusal } from './refusals.ts';

/** Words of strangers come into a command only where a shell sees nothing in them. */
const PLAIN_ORIGIN = /^https?:\/\/(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/;
const PLAIN_USER = /^\w[\w.+-]{0,63}(?:@[\w.-]{1,100})?$/;
const NAMED_USER = /, or add "([^"]+)" to (gateway\.auth\.trustedProxy\.allowUsers|gateway\.tailscale\.allowUsers)$/;

export function aboutProxy({ peer: told, address, next }: Refusal, sight: Sight): Advice | null {
  const peer = told ?? address;
  const { trustedProxies } = sight.settings.gateway;
  // Of the listener for tailscaled the step says nothing about proxies.
  if (peer === null || !isAddress(peer) || !next?.includes('gateway.trustedProxies')) return null;
  const path = 'gateway.trustedProxies';
  if (addressRanges(trustedProxies).has(peer)) {
    return {
      words: `${path} has ${peer} now: it still has to say for whom it asks, in X-Forwarded-For`,
      command: null,
    };
  }
  if (isPublicAddress(peer)) {
    return {
      words: `${listed(path, trustedProxies)}, and ${peer} is a public address: most likely a stranger`,
      command: null,
    };
  }
  return {
    words: `${listed(path, trustedProxies)}; if ${peer} is your proxy`,
    command: add(path, trustedProxies, peer, sight),
  };
}

export function aboutUser({ next }: Refusal, sight: Sight): Advice | null {
  const [, user, path] = NAMED_USER.exec(next ?? '') ?? [];
  if (user === undefined || path === undefined) return null;
  const { auth, tailscale } = sight.settings.gateway;
  const list = path.startsWith('gateway.tailscale') ? tailscale.allowUsers : (auth.trustedProxy?.allowUsers ?? []);
  if (list.length === 0) return { words: `${path} is empty now, which is everyone`, command: null };
  if (list.some((one) => isSameUser(one, user))) return { words: `${path} has ${user} now`, command: null };
  const words = `${path} has ${list.length === 1 ? 'another user' : `${list.length} other users`}`;
  if (!PLAIN_USER.test(user)) return { words, command: null };
  return { words: `${words}; if ${user} may come in`, command: add(path, list, user, sight) };
}

export function aboutOrigin(origin: string | null, sight: Sight): Advice | null {
  const { allowedOrigins } = sight.settings.gateway.controlUi;
  const path = 'gateway.controlUi.allowedOrigins';
  if (origin === null || !PLAIN_ORIGIN.test(origin)) return null;
  if (allowedOrigins.includes(origin)) return { words: `${path} has ${origin} now`, command: null };
  const words = `${listed(path, allowedOrigins)}; if ${origin} is yours`;
  return { words, command: add(path, allowedOrigins, origin, sight) };
}

/** Of a page it is known; of others only the name, and most are reached with TLS. */
export function originOf({ origin, host }: Refusal): string | null {
  const name = hostName(host ?? '');
  const page = origin !== null && URL.canParse(origin) ? new URL(origin) : null;
  if (name === '' || isAddress(name)) return null;
  return page?.hostname === name ? page.origin : `https://${name}`;
}

export function listed(path: string, list: readonly string[]): string {
  if (list.length === 0) return `${path} is empty`;
  return list.length <= 4 ? `${path} has ${list.join(', ')}` : `${path} has ${list.length} others`;
}

function add(path: string, list: readonly string[], value: string, { pincer }: Sight): string {
  return `${pincer} config set '${path}[${list.length}]' '${value}'`;
}
