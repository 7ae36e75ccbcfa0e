// The way in through Tailscale that the gateway holds: opened to its own listener, and taken down at its end.
import { getLogger } from '@logtape/logtape';
import type { Environment } from '../config/environment.ts';
import type { AuthMode, Settings } from '../config/schema.ts';
import { type TailscaleProgram, type TailscaleWay, tailscaleProgram } from './tailscale-program.ts';

type TailscaleSettings = Pick<Settings['gateway']['tailscale'], 'mode' | 'resetOnExit'>;

export type TailscaleRoute = {
  mode: TailscaleWay['mode'];
  url: string;
  dnsName: string;
  /** Takes it down, unless it is meant to stay or has become somebody else's. Never rejects. */
  close(): Promise<void>;
};

type Opening = {
  settings: TailscaleSettings;
  /** Of the loopback listener that nobody but tailscaled is told of. */
  port: number;
  environment: Environment;
};

const GLANCE_MS = 2000;
const log = getLogger(['pincer', 'tailscale']);

/** Null when the settings want none. Rejects in words when it cannot be opened. */
export async function openTailscaleRoute({ settings, port, environment }: Opening): Promise<TailscaleRoute | null> {
  const { mode, resetOnExit } = settings;
  if (mode === 'off') return null;
  const program = tailscaleProgram({ environment });
  const { url, dnsName } = await program.open({ mode, port });
  log.info('Reachable at {url} through tailscale {mode}', { url, mode });
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= resetOnExit ? takeDown(program, { mode, port }) : Promise.resolve();
    return closing;
  };
  return { mode, url, dnsName, close };
}

async function takeDown(program: TailscaleProgram, way: TailscaleWay): Promise<void> {
  try {
    const closed = await program.close(way);
    if (!closed) log.info('Port 443 of this machine does not lead here any more and is left as it is');
  } catch (error) {
    log.warn('{reason}', { reason: error instanceof Error ? error.message : String(error) });
  }
}

/** Null when the gateway may start, else the sentence to stop with. */
export function refuseTailscale({ mode }: Pick<TailscaleSettings, 'mode'>, authMode: AuthMode): string | null {
  const open = `Cannot open tailscale ${mode}: gateway.auth.mode is "${authMode}"`;
  const off = 'or set gateway.tailscale.mode to "off"';
  if (mode === 'funnel' && authMode !== 'password') {
    return `${open}, and a funnel lets the whole internet knock; set it to "password" with a long gateway.auth.password, ${off}`;
  }
  if (mode === 'serve' && authMode === 'none') {
    return `${open}, and that is for this machine alone; set it to "token" or "password", ${off}`;
  }
  return null;
}

/** Where the gateway is reached through Tailscale; null when there is no such way, or when it cannot be told in time. */
export async function tailscaleUrl(environment: Environment, port?: number): Promise<string | null> {
  return tailscaleProgram({ environment, timeoutMs: GLANCE_MS })
    .url(port)
    .catch(() => null);
}
