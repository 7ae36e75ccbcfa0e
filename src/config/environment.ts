// What the environment says: pure functions from a record of variables, so that tests need no process.
import { isRecord, type Step } from './path.ts';
import { at } from './problems.ts';
import { isSecretPath } from './secrets.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type EnvironmentFacts = {
  port: number | undefined;
  token: string | undefined;
  password: string | undefined;
  handshakeTimeoutMs: number | undefined;
  problems: string[];
};

export type Place = { stateDirectory: string; settingsFile: string; profile: string | null; dev: boolean };
export type PlaceFlags = { profile?: string | undefined; dev?: boolean | undefined };

export const DEFAULT_PORT = 18789;
export const DEV_PORT = 19001;

const PROFILE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const REFERENCE = /(\$?)\$\{([A-Z_][A-Z0-9_]*)\}/g;

export function readEnvironment(environment: Environment): EnvironmentFacts {
  const problems: string[] = [];
  return {
    port: count(environment, 'OPENCLAW_GATEWAY_PORT', 65535, problems),
    token: text(environment, 'OPENCLAW_GATEWAY_TOKEN'),
    password: text(environment, 'OPENCLAW_GATEWAY_PASSWORD'),
    handshakeTimeoutMs: count(environment, 'OPENCLAW_HANDSHAKE_TIMEOUT_MS', 600_000, problems),
    problems,
  };
}

/** Where this gateway's things are. A directory or file that is named in the environment wins over the profile. */
export function locate(environment: Environment, home: string, flags: PlaceFlags = {}): Place | { problem: string } {
  const dev = flags.dev === true;
  const named = flags.profile ?? (dev ? 'dev' : text(environment, 'OPENCLAW_PROFILE'));
  if (dev && flags.profile !== undefined) return { problem: 'Cannot use --dev and --profile together' };
  if (named !== undefined && !PROFILE.test(named)) {
    return { problem: `Cannot use the profile '${named}': letters, digits, '-' and '_' only, 64 at most` };
  }
  const profile = named === undefined || named === 'default' ? null : named;
  const stateDirectory = expandHome(
    text(environment, 'OPENCLAW_STATE_DIR') ?? `~/.openclaw${profile === null ? '' : `-${profile}`}`,
    home,
  );
  const settingsFile = expandHome(text(environment, 'OPENCLAW_CONFIG_PATH') ?? `${stateDirectory}/openclaw.json`, home);
  return { stateDirectory, settingsFile, profile, dev: profile === 'dev' };
}

export function choosePort(from: {
  flag?: number | undefined;
  environment?: number | undefined;
  file?: number | undefined;
  dev?: boolean | undefined;
}): number {
  return from.flag ?? from.environment ?? from.file ?? (from.dev ? DEV_PORT : DEFAULT_PORT);
}

/** `${NAME}` in a secret becomes the variable's value; `$${NAME}` is the text itself. A secret without its variable is left out. */
export function fillSecrets(value: unknown, environment: Environment): { value: unknown; problems: string[] } {
  const problems: string[] = [];
  const fill = (part: unknown, path: Step[]): unknown => {
    if (Array.isArray(part))
      return part.map((item, index) => fill(item, [...path, index])).filter((item) => item !== undefined);
    if (isRecord(part)) {
      const entries = Object.entries(part).map(([key, item]) => [key, fill(item, [...path, key])] as const);
      return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
    }
    if (typeof part !== 'string' || !isSecretPath(path)) return part;
    const missing = new Set<string>();
    const filled = part.replace(REFERENCE, (match, escaped: string, name: string) => {
      if (escaped) return match.slice(1);
      const found = text(environment, name);
      if (found === undefined) missing.add(name);
      return found ?? '';
    });
    for (const name of missing) problems.push(`${at(path)}: the environment variable ${name} is not set`);
    return missing.size === 0 ? filled : undefined;
  };
  return { value: fill(value, []), problems };
}

function text(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

function count(environment: Environment, name: string, most: number, problems: string[]): number | undefined {
  const value = text(environment, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= most) return number;
  problems.push(`${name} must be a whole number from 1 to ${most}, received ${JSON.stringify(value.slice(0, 40))}`);
  return undefined;
}

export function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? `${home}${path.slice(1)}` : path;
}
