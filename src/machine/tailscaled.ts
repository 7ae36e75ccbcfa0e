// Who an address of the tailnet is: tailscaled is asked over its socket or, where there is none, by its command line.
import * as v from 'valibot';
import { canonicalAddress, isAddress } from '../auth/address.ts';
import type { Whois } from '../auth/tailscale-identity.ts';
import type { Environment } from '../config/environment.ts';
import { socketSetting, type TailscaleCommand, tailscaleCommand, tailscaleReason } from './tailscale-command.ts';
import { askSocket, whoisFailure } from './tailscaled-socket.ts';

export type WhoisOptions = {
  environment: Environment;
  /** Without it, the variable TS_SOCKET or the usual place. */
  socketPath?: string | undefined;
  program?: string | undefined;
  timeoutMs?: number;
  now?: () => number;
};

const SOCKET = '/var/run/tailscale/tailscaled.sock';
const PATIENCE_MS = 2000;
/** One page opens several connections at once, and a device does not change hands within that time. */
const KEPT_MS = 5000;
const MOST_KEPT = 256;
const MOST_AT_ONCE = 16;
/** The login that tailscaled gives to devices that are no person's. */
const NOBODY = 'tagged-devices';

const Known = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    Node: v.object({ Tags: v.nullish(v.array(v.string()), []) }),
    UserProfile: v.object({ LoginName: v.pipe(v.string(), v.nonEmpty(), v.maxLength(320), v.notValue(NOBODY)) }),
  }),
);

/** Null for a device of no person, an unknown address, an answer that is not understood. Failures reject in words. */
export function createWhois(options: WhoisOptions): Whois {
  const { environment, program, timeoutMs = PATIENCE_MS, now = Date.now } = options;
  const socket = options.socketPath ?? socketSetting(environment) ?? SOCKET;
  const command = tailscaleCommand(environment, program);
  const ask = async (address: string) => {
    const answer = await askSocket(socket, address, timeoutMs);
    return readLogin(answer ?? (await askCommand(command, address, timeoutMs)));
  };
  return remember(ask, now);
}

/** Only addresses in their one spelling come through to `ask`, a few at once and each of them once. */
function remember(ask: Whois, now: () => number): Whois {
  const kept = new Map<string, { login: string; until: number }>();
  const asking = new Map<string, Promise<string | null>>();
  return async (text) => {
    const address = canonicalAddress(text);
    if (!isAddress(address)) return null;
    const known = kept.get(address);
    if (known && now() < known.until) return known.login;
    const same = asking.get(address);
    if (same) return same;
    if (asking.size >= MOST_AT_ONCE) {
      throw whoisFailure(address, `${MOST_AT_ONCE} other addresses are being asked for: try again`);
    }
    const answer = ask(address).finally(() => asking.delete(address));
    asking.set(address, answer);
    const login = await answer;
    kept.delete(address);
    if (login !== null) kept.set(address, { login, until: now() + KEPT_MS });
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return login;
  };
}

async function askCommand(command: TailscaleCommand, address: string, timeoutMs: number): Promise<string> {
  const end = await command(['whois', '--json', address], timeoutMs);
  if (end.how === 'well') return end.printed;
  if (end.how === 'badly' && /peer not found|no match for ip/i.test(end.complained)) return '';
  throw whoisFailure(address, tailscaleReason(end));
}

function readLogin(answer: string): string | null {
  const { success, output } = v.safeParse(Known, answer);
  return success && output.Node.Tags.length === 0 ? output.UserProfile.LoginName : null;
}
