// Which addresses the gateway may listen on, given how it authenticates.
import type { Settings } from '../config/schema.ts';
import { isLoopback } from './address.ts';

type Gateway = Pick<Settings['gateway'], 'bind' | 'customBindHost' | 'auth'>;

/** Null when the gateway may start, else the sentence to stop with. */
export function refuseBind(gateway: Gateway, secrets: { token?: string; password?: string }): string | null {
  const { bind, customBindHost } = gateway;
  if (bind === 'custom' && !customBindHost) {
    return 'Cannot bind: gateway.bind is "custom" and gateway.customBindHost is not set';
  }
  if (staysOnLoopback(gateway)) return null;
  const where = `Cannot bind beyond loopback (gateway.bind is "${bind}")`;
  const { mode } = gateway.auth;
  if (mode === 'none') {
    return `${where}: gateway.auth.mode is "none"; set it to "token" or "password", or set gateway.bind to "loopback"`;
  }
  const kinds = mode ? [mode] : (['token', 'password'] as const);
  if (kinds.some((kind) => secrets[kind]?.trim())) return null;
  const settings = kinds.map((kind) => `gateway.auth.${kind} (or OPENCLAW_GATEWAY_${kind.toUpperCase()})`);
  return `${where}: no secret protects it; set ${settings.join(' or ')}, or set gateway.bind to "loopback"`;
}

/** "auto" may end up on every interface, so it counts as beyond loopback. */
function staysOnLoopback({ bind, customBindHost }: Gateway): boolean {
  if (bind === 'loopback') return true;
  return bind === 'custom' && customBindHost !== undefined && isOwnMachine(customBindHost);
}

function isOwnMachine(host: string): boolean {
  return host === 'localhost' || isLoopback(host);
}
