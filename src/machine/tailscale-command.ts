// The `tailscale` command line: what it is given of the environment, and what its failures mean to a person.
import type { Environment } from '../config/environment.ts';
import { type ProgramEnd, runProgram } from './bounded-program.ts';

export type TailscaleCommand = (args: readonly string[], timeoutMs: number) => Promise<ProgramEnd>;

/** The gateway's secrets are among the rest. */
const HANDED_ON = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'TMPDIR', 'TAILSCALE_BE_CLI'];
const QUOTED_CHARACTERS = 200;
const CONTROL = /\p{Cc}+/gu;
export const START = 'start it, on Linux with "sudo systemctl start tailscaled"';
export const LOOK = 'see what "tailscale status" says';

/** Where tailscaled listens when it is not at the usual place. Its command line has to be told. */
export function socketSetting(environment: Environment): string | undefined {
  return environment.TS_SOCKET?.trim() || undefined;
}

export function tailscaleCommand(environment: Environment, program = 'tailscale'): TailscaleCommand {
  const handedOn = Object.fromEntries(HANDED_ON.map((name) => [name, environment[name]]));
  const socket = socketSetting(environment);
  const place = socket === undefined ? [] : [`--socket=${socket}`];
  return (args, timeoutMs) =>
    runProgram({ command: program, args: [...place, ...args], timeoutMs, environment: handedOn });
}

/** Why it did not do what it was asked, and what to do next: the end of a sentence that begins with "Cannot … as". */
export function tailscaleReason(end: ProgramEnd): string {
  if (end.how === 'absent') return 'the program "tailscale" is not installed: install Tailscale, or put it on the PATH';
  if (end.how === 'forbidden') return 'this user may not run the program "tailscale": give the user that right';
  const said = `${end.complained}\n${end.printed}`;
  const link = linkToEnable(said);
  // It prints the link and waits for somebody to open it, or ends as if all were well.
  if (link !== null) return `it is not enabled for this tailnet: open ${link} to enable it`;
  if (/access denied|--operator=|must be root/i.test(said)) {
    return 'this user may not change it: run "sudo tailscale set --operator=$USER" once';
  }
  if (/failed to connect to local tailscale|tailscale running\?/i.test(said)) {
    return `tailscaled is not running: ${START}`;
  }
  if (end.how === 'late' || end.how === 'flooding') return `${end.reason}: ${LOOK}`;
  const words = quote(end.complained) || quote(end.printed);
  if (words !== '') return `the program "tailscale" says "${words}": ${LOOK}`;
  return `${end.how === 'well' ? 'it had no effect' : end.reason}: ${LOOK}`;
}

function linkToEnable(said: string): string | null {
  return /\benable\b[\s\S]{0,400}?^\s*(https:\/\/[\x21-\x7e]{1,300})\s*$/im.exec(said)?.[1] ?? null;
}

/** The first line that says something, as it may stand in a sentence. */
function quote(said: string): string {
  const line = said.split('\n').find((text) => text.trim() !== '') ?? '';
  const bare = line.replace(CONTROL, ' ').trim().replace(/\.$/, '');
  return bare.length > QUOTED_CHARACTERS ? `${bare.slice(0, QUOTED_CHARACTERS)}…` : bare;
}
