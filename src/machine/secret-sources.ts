// Secrets that the settings only point to: in the environment, in a file, or printed by a program.
import { readFile, stat } from 'node:fs/promises';
import { getLogger } from '@logtape/logtape';
import type { Secrets } from '../agents/keys.ts';
import type { Environment } from '../config/environment.ts';
import type { SecretSource, Settings } from '../config/schema.ts';
import { GatewayError } from '../errors.ts';
import { errorCode, fileReason } from './failure.ts';
import { runForSecret } from './secret-program.ts';
import { expand, followed } from './secret-text.ts';

const KEPT_MS = 300_000;
const MOST_BYTES = 65_536;
const TIMEOUT_MS = 10_000;
const OTHERS = 0o077;
const log = getLogger(['pincer', 'secrets']);

type Options = {
  providers: Settings['secrets']['providers'];
  environment: Environment;
  /** Told of every secret before anybody else has it, so that it is never logged. */
  hide: (secrets: readonly string[]) => void;
  now: () => number;
};

export function secretSources({ providers, environment, hide, now }: Options): Secrets {
  const kept = new Map<string, { until: number; secret: Promise<string> }>();
  const told = new Set<string>();

  const find = async (source: SecretSource): Promise<string> => {
    if (source.source === 'env') return fromEnvironment(source.id, environment);
    const provider = providerOf(source, providers);
    if (source.source === 'exec') {
      const named = provider?.source === 'exec' ? provider : null;
      return named
        ? runForSecret({ ...named, ask: { provider: source.provider ?? '', id: source.id } })
        : runForSecret({ command: source.id, args: source.args ?? [], timeoutMs: TIMEOUT_MS, ask: null });
    }
    const named = provider?.source === 'file' ? provider : null;
    const path = expand(named?.path ?? source.id);
    const text = await fromFile(path, (message) => {
      if (!told.has(path)) log.warn('{message}', { message });
      told.add(path);
    });
    return named?.mode === 'json' ? followed(text, source.id, path) : text;
  };
  const checked = async (source: SecretSource): Promise<string> => {
    const secret = (await find(source)).trim();
    if (secret === '') throw unreadable(source, 'it is empty');
    if (/[\r\n\0]/.test(secret)) throw unreadable(source, 'it has more than one line');
    hide([secret]);
    return secret;
  };

  return {
    read(source) {
      const name = JSON.stringify(source);
      const known = kept.get(name);
      if (known && known.until > now()) return known.secret;
      const secret = checked(source);
      if (source.source === 'env') return secret;
      kept.set(name, { until: now() + KEPT_MS, secret });
      secret.catch(() => kept.get(name)?.secret === secret && kept.delete(name));
      return secret;
    },
    forget: (source) => void kept.delete(JSON.stringify(source)),
  };
}

function fromEnvironment(id: string, environment: Environment): string {
  const secret = environment[id];
  if (secret) return secret;
  throw new GatewayError(
    'UNAVAILABLE',
    `Cannot read a secret as the variable "${id}" is not set: set it and start again`,
  );
}

async function fromFile(path: string, warn: (message: string) => void): Promise<string> {
  try {
    const { mode, size } = await stat(path);
    if (size > MOST_BYTES)
      throw new GatewayError('UNAVAILABLE', `Cannot read a secret from ${path}: it is larger than 64 kB`);
    if (mode & OTHERS) warn(`${path} holds a secret and others may read it; chmod 600 it`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    const reason = errorCode(error) === 'ENOENT' ? 'there is no such file' : fileReason(error);
    throw new GatewayError('UNAVAILABLE', `Cannot read a secret from ${path}: ${reason}`);
  }
}

function providerOf(source: SecretSource, providers: Options['providers']) {
  if (source.provider === undefined || source.provider === 'default') return null;
  const provider = Object.hasOwn(providers, source.provider) ? providers[source.provider] : undefined;
  if (provider?.source === source.source) return provider;
  throw unreadable(source, `secrets.providers has no "${source.provider}" with the source "${source.source}"`);
}

function unreadable({ source, id }: SecretSource, reason: string): GatewayError {
  return new GatewayError('UNAVAILABLE', `Cannot read the secret "${id}" (${source}): ${reason}`);
}
