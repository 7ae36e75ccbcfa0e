// What is in force after the settings file, the environment and the flags have all spoken.
import type { AuthMode, DoorSecret } from './door-settings.ts';
import { choosePort, type Environment, readEnvironment } from './environment.ts';
import { isRecord, valueAt } from './path.ts';
import type { Settings } from './schema.ts';

export type AuthInForce = {
  mode: AuthMode;
  token: string | null;
  password: string | null;
  /** Reasons not to start. */
  problems: string[];
};

/** Reads a secret where it is kept; throws in words when it cannot. */
export type ReadSecret = (source: Exclude<DoorSecret, string>) => string;

/** A mode that is written down wins; else a password that stands alone; else the token. */
export function resolveAuth(settings: Settings, environment: Environment, read: ReadSecret): AuthInForce {
  const { auth } = settings.gateway;
  const facts = readEnvironment(environment);
  const problems: string[] = [];
  const secretOf = (kind: 'token' | 'password'): string | null => {
    const written = facts[kind] ?? auth[kind] ?? null;
    if (written === null || typeof written === 'string') return written;
    try {
      return read(written);
    } catch (error) {
      problems.push(`at gateway.auth.${kind}: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  };
  const token = secretOf('token');
  const password = secretOf('password');
  const alone = auth.password !== undefined || facts.password !== undefined;
  const mode = auth.mode ?? (alone && auth.token === undefined && facts.token === undefined ? 'password' : 'token');
  if (problems.length === 0) problems.push(...problemsOf(mode, { token, password }, settings));
  return { mode, token, password, problems };
}

function problemsOf(
  mode: AuthMode,
  { token, password }: { token: string | null; password: string | null },
  { gateway: { auth, trustedProxies } }: Settings,
): string[] {
  switch (mode) {
    case 'token':
      return token === null
        ? ['Cannot ask for a token as none is set: set gateway.auth.token or OPENCLAW_GATEWAY_TOKEN']
        : [];
    case 'password':
      return password === null
        ? ['Cannot ask for a password as none is set: set gateway.auth.password or OPENCLAW_GATEWAY_PASSWORD']
        : [];
    case 'none':
      return [];
    case 'trusted-proxy': {
      const cannot = 'Cannot leave signing in to a trusted proxy as';
      if (token !== null) {
        return [
          `${cannot} a token is set too, and would be a way around it: unset gateway.auth.token and ` +
            'OPENCLAW_GATEWAY_TOKEN; for callers on this machine set gateway.auth.password',
        ];
      }
      if (trustedProxies.length === 0) return [`${cannot} none is listed: set gateway.trustedProxies`];
      if (auth.trustedProxy?.userHeader === undefined && auth.trustedProxy?.assertion === undefined) {
        return [
          `${cannot} nothing says who its users are: set gateway.auth.trustedProxy.userHeader or ` +
            'gateway.auth.trustedProxy.assertion',
        ];
      }
      return [];
    }
  }
}

/** Whether the first start should write a token: nobody has chosen anything else, and there is none anywhere. */
export function needsToken(written: unknown, environment: Environment): boolean {
  const mode = valueAt(written, ['gateway', 'auth', 'mode']);
  const facts = readEnvironment(environment);
  if (mode !== undefined && mode !== 'token') return false;
  if (facts.token !== undefined || valueAt(written, ['gateway', 'auth', 'token']) !== undefined) return false;
  const password = facts.password ?? valueAt(written, ['gateway', 'auth', 'password']);
  return mode === 'token' || password === undefined;
}

export function resolvePort(
  written: unknown,
  environment: Environment,
  flags: { port?: number | undefined; dev?: boolean | undefined } = {},
): number {
  const file = isRecord(written) ? valueAt(written, ['gateway', 'port']) : undefined;
  return choosePort({
    flag: flags.port,
    environment: readEnvironment(environment).port,
    file: typeof file === 'number' ? file : undefined,
    dev: flags.dev,
  });
}
