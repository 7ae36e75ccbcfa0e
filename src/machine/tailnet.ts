// The way in through Tailscale, put together: a loopback listener that only tailscaled is told of, the route that leads
// there, and the question who an address is.
import { getLogger } from '@logtape/logtape';
import type { Whois } from '../auth/tailscale-identity.ts';
import type { Environment } from '../config/environment.ts';
import type { Settings } from '../config/schema.ts';
import type { Listener, Listening } from './gateway.ts';
import { openTailscaleRoute, type TailscaleRoute } from './tailscale-route.ts';
import { createWhois } from './tailscaled.ts';

/** Beside the gateway's port and always the same: a route that a crash left behind leads here again. */
const BESIDE = 6;
const AGAIN_MS = 30_000;
const log = getLogger(['pincer', 'tailscale']);

export type Tailnet = {
  whois: Whois | null;
  /** What this machine goes by there, once there is a way. */
  ownNames(): string[];
  open(listen: (at: Listening) => Promise<Listener>, gatewayPort: number): Promise<void>;
  close(): Promise<void>;
};

/** Where tailscaled finds the gateway that listens there. */
export function tailnetPort(gatewayPort: number): number {
  return gatewayPort + BESIDE;
}

export function tailnetOf(settings: Settings['gateway']['tailscale'], environment: Environment): Tailnet {
  let listener: Listener | null = null;
  let route: TailscaleRoute | null = null;
  let opening: Promise<void> = Promise.resolve();
  let again: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  // tailscaled may come up after us, as it does when a machine starts.
  const tryRoute = async (port: number) => {
    try {
      route = await openTailscaleRoute({ settings, port, environment });
    } catch (error) {
      if (closed) return;
      const reason = error instanceof Error ? error.message : String(error);
      log.warn('{reason}; it is tried again every 30 seconds', { reason });
      again = setTimeout(() => {
        opening = tryRoute(port);
      }, AGAIN_MS);
    }
  };

  return {
    whois: settings.mode === 'off' ? null : createWhois({ environment }),
    ownNames: () => (route ? [route.dnsName.toLowerCase()] : []),
    async open(listen, gatewayPort) {
      if (settings.mode === 'off') return;
      listener = await listen({ host: '127.0.0.1', port: tailnetPort(gatewayPort), onlyTailscaled: true });
      opening = tryRoute(listener.port);
    },
    async close() {
      closed = true;
      clearTimeout(again);
      await opening;
      await route?.close();
      await listener?.close();
    },
  };
}
