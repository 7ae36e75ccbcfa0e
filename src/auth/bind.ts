// Which addresses the gateway may listen on, given how it authenticates.
import type { AuthMode, Settings } from '../config/schema.ts';
import { isLoopback } from './address.ts';
import type { Secrets } from './policy.ts';

type Gateway = Pick<Settings['gateway'], 'bind' | 'customBindHost'>;

/** Null when the gateway may start, else the sentence to stop with. */
export function refuseBind(gateway: Gateway, mode: AuthMode, secrets: Secrets): string | null {
  const { bind, customBindHost } = gateway;
  if (bind === 'custom' && !customBindHost) {
    return 'Cannot bind: gateway.bind is "custom" and gateway.customBindHost is not set';
  }
  // That nobody listed no proxy, and no rule for one, is refused before.
  if (staysOnLoopback(gateway) || mode === 'trusted-proxy') return null;
  const where = `Cannot bind beyond loopback (gateway.bind is "${bind}")`;
  if (mode === 'none') {
    return `${where}: gateway.auth.mode is "none"; set it to "token" or "password", or set gateway.bind to "loopback"`;
  }
  if (secrets[mode]?.trim()) return null;
  const setting = `gateway.auth.${mode} (or OPENCLAW_GATEWAY_${mode.toUpperCase()})`;
  return `${where}: no secret protects it; set ${setting}, or set gateway.bind to "loopback"`;
}

/** "auto" may end up on every interface, so it counts as beyond loopback. */
function staysOnLoopback({ bind, customBindHost }: Gateway): boolean {
  if (bind === 'loopback') return true;
  return bind === 'custom' && customBindHost !== undefined && isOwnMachine(customBindHost);
}

function isOwnMachine(host: string): boolean {
  return host === 'localhost' || isLoopback(host);
}
