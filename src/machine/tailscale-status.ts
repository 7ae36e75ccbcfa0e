// What `tailscale status --json` says of this machine: its name in the tailnet, or why it has none to offer.
import * as v from 'valibot';

const Status = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    BackendState: v.string(),
    Self: v.nullish(v.object({ DNSName: v.optional(v.string(), '') })),
  }),
);
const Name = v.pipe(v.string(), v.regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/), v.maxLength(253));
const CONSOLE = 'in the admin console of Tailscale';

export function readName(printed: string): { name: string } | { reason: string } {
  const status = v.safeParse(Status, printed);
  if (!status.success) {
    return { reason: 'what "tailscale status --json" prints is not understood: bring Tailscale up to date' };
  }
  const { BackendState: state, Self: machine } = status.output;
  const reason = stateReason(state);
  if (reason !== null) return { reason };
  const name = v.safeParse(Name, machine?.DNSName.toLowerCase().replace(/\.$/, ''));
  if (name.success) return { name: name.output };
  return { reason: `this machine has no name in its tailnet: turn MagicDNS on ${CONSOLE}` };
}

function stateReason(state: string): string | null {
  switch (state) {
    case 'Running':
      return null;
    case 'Starting':
      return 'Tailscale is still starting: try again';
    case 'NeedsLogin':
    case 'NoState':
      return 'this machine is not logged in to Tailscale: run "tailscale up"';
    case 'NeedsMachineAuth':
      return `the tailnet has not approved this machine yet: approve it ${CONSOLE}`;
    default:
      return 'Tailscale is stopped: run "tailscale up"';
  }
}
