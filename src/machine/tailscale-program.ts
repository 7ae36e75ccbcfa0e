// The way that Tailscale opens from port 443 of this machine's name to a local port: opened, closed, and looked for.
import type { Environment } from '../config/environment.ts';
import { MachineFailure } from './failure.ts';
import { tailscaleCommand, tailscaleReason } from './tailscale-command.ts';
import { leadsTo, portBehind, readIngress, somethingElse, targetOf } from './tailscale-ingress.ts';
import { readName } from './tailscale-status.ts';

export type TailscaleWay = { mode: 'serve' | 'funnel'; port: number };

export type TailscaleProgram = {
  /** The name of this machine in its tailnet. */
  dnsName(): Promise<string>;
  /** Refuses to take the place of anything that stands there already. */
  open(way: TailscaleWay): Promise<{ url: string; dnsName: string }>;
  /** False when what stands there is not ours: then it is left as it is. */
  close(way: TailscaleWay): Promise<boolean>;
  /** Where a port of this machine is reached, or any port; null when there is no way to it. */
  url(port?: number): Promise<string | null>;
};

export type TailscaleOptions = { environment: Environment; timeoutMs?: number };

const PATIENCE_MS = 5000;
/** Whether the tailnet allows it is asked far away. */
const OPENING_MS = 10_000;
const HTTPS = '--https=443';

export function tailscaleProgram({ environment, timeoutMs }: TailscaleOptions): TailscaleProgram {
  const command = tailscaleCommand(environment);
  const run = (args: readonly string[], usualMs = PATIENCE_MS) => command(args, timeoutMs ?? usualMs);

  async function findName(action: string): Promise<string> {
    // Without its peers, of which there may be thousands.
    const end = await run(['status', '--json', '--peers=false']);
    const read = end.how === 'well' ? readName(end.printed) : { reason: tailscaleReason(end) };
    if ('reason' in read) throw failure(action, read.reason);
    return read.name;
  }

  async function look(action: string) {
    const end = await run(['serve', 'status', '--json']);
    if (end.how !== 'well') throw failure(action, tailscaleReason(end));
    const ingress = readIngress(end.printed);
    if (ingress) return ingress;
    throw failure(action, 'what "tailscale serve status --json" prints is not understood: bring Tailscale up to date');
  }

  return {
    dnsName: () => findName('find the name of this machine'),
    async open({ mode, port }) {
      const action = `open tailscale ${mode}`;
      const isOpen = async () => {
        const ingress = await look(action);
        const other = somethingElse(ingress, port);
        if (other === null) return leadsTo(ingress, port) && ingress.funnel === (mode === 'funnel');
        const next = `take that down with "tailscale serve ${HTTPS} off", or set gateway.tailscale.mode to "off"`;
        throw failure(action, `port 443 of this machine leads to ${other} already: ${next}`);
      };
      const name = await findName(action);
      if (!(await isOpen())) {
        const end = await run([mode, '--bg', '--yes', HTTPS, targetOf(port)], OPENING_MS);
        // It also ends well when it only printed how the tailnet is made to allow it.
        if (end.how !== 'well' || !(await isOpen())) throw failure(action, tailscaleReason(end));
      }
      return { url: `https://${name}`, dnsName: name };
    },
    async close({ mode, port }) {
      const action = `close tailscale ${mode}`;
      if (!leadsTo(await look(action), port)) return false;
      // The path spares what somebody may have put beside ours.
      const end = await run([mode, '--yes', HTTPS, '--set-path=/', 'off']);
      if (end.how !== 'well') throw failure(action, tailscaleReason(end));
      return true;
    },
    async url(port) {
      const action = 'find the address of this machine';
      const [name, ingress] = await Promise.all([findName(action), look(action)]);
      const behind = portBehind(ingress);
      return behind !== null && (port ?? behind) === behind ? `https://${name}` : null;
    },
  };
}

function failure(action: string, reason: string): MachineFailure {
  return new MachineFailure(`Cannot ${action} as ${reason}`);
}
