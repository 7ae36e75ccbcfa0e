// What is in force after the settings file, the environment and the flags have all spoken.
import { choosePort, type Environment, readEnvironment } from './environment.ts';
import { isRecord, valueAt } from './path.ts';
import type { Settings } from './schema.ts';

export type AuthInForce = {
  mode: 'token' | 'password' | 'none';
  token: string | null;
  password: string | null;
  /** Reasons not to start. */
  problems: string[];
};

/** A mode that is written down wins; else a password that stands alone; else the token. */
export function resolveAuth(settings: Settings, environment: Environment): AuthInForce {
  const { auth } = settings.gateway;
  const facts = readEnvironment(environment);
  const token = facts.token ?? auth.token ?? null;
  const password = facts.password ?? auth.password ?? null;
  const mode = auth.mode ?? (password !== null && token === null ? 'password' : 'token');
  const problems: string[] = [];
  if (mode === 'token' && token === null) {
    problems.push('Cannot ask for a token as none is set: set gateway.auth.token or OPENCLAW_GATEWAY_TOKEN');
  }
  if (mode === 'password' && password === null) {
    problems.push('Cannot ask for a password as none is set: set gateway.auth.password or OPENCLAW_GATEWAY_PASSWORD');
  }
  return { mode, token, password, problems };
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
