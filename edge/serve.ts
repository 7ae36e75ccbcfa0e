// The gateway as a Worker on this machine: the state directory, the settings and the port are those of `npm start`, the
// database is a libSQL server of its own, and the program runs in workerd.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { policyOf } from '../src/assembly/policy.ts';
import type { ServeOptions, Serving } from '../src/cli/serve.ts';
import type { Settings } from '../src/config/schema.ts';
import { namesIn, ONLY } from '../src/edge/gateway-name.ts';
import { openDatabaseUrl } from '../src/machine/database.ts';
import { groundOf } from '../src/machine/door-policy.ts';
import { MachineFailure } from '../src/machine/failure.ts';
import { takeLock } from '../src/machine/lock.ts';
import { startSettings } from '../src/machine/settings-file.ts';
import { signingKey } from '../src/machine/signing-key.ts';
import { openStateDirectory } from '../src/machine/state-directory.ts';
import type { Child } from './children.ts';
import { startSqld } from './sqld.ts';
import { startWorker } from './wrangler.ts';

export async function serveWorker({ stateDirectory, environment, port, bind }: ServeOptions): Promise<Serving> {
  openStateDirectory(stateDirectory);
  const lock = takeLock(stateDirectory.lock);
  const children: Child[] = [];
  const end = async () => {
    for (const child of children.reverse()) await child.stop();
    lock.release();
  };
  try {
    const file = startSettings(stateDirectory.settings, environment);
    const { settings } = file;
    if (!settings) throw new MachineFailure(`Cannot use ${file.path}: ${file.problems[0] ?? 'it is not understood'}`);
    const policy = policyOf(settings, groundOf(environment, settings.gateway), null);
    const problem = 'problem' in policy ? policy.problem : refuse(settings, bind);
    if (problem) throw new MachineFailure(problem);

    const directory = join(stateDirectory.path, 'edge');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const given = Object.fromEntries(
      Object.entries(environment).filter((one): one is [string, string] => one[1] !== undefined),
    );
    const databases: Record<string, string> = {};
    for (const gateway of missingDatabases(given)) {
      const sqld = await startSqld(join(directory, gateway.name), given);
      children.push(sqld);
      databases[`${gateway.prefix}PINCER_DATABASE_URL`] = sqld.url;
      databases[`${gateway.prefix}PINCER_DATABASE_TOKEN`] = sqld.token;
      const database = await openDatabaseUrl(sqld.url, sqld.token);
      database.$client.close();
    }
    const variables = {
      OPENCLAW_CONFIG: file.text,
      // Of several, each may have a variable of its own instead.
      ...(namesIn(given.PINCER_GATEWAYS).size === 0 ? { PINCER_SETTINGS_FILE: file.path } : {}),
      OPENCLAW_GATEWAY_PORT: String(port),
      PINCER_SIGNING_KEY: Buffer.from(signingKey(stateDirectory.signingKey)).toString('hex'),
      PINCER_LOOPBACK: '1',
      ...databases,
    };
    const { PINCER_WORKER_CONFIG: config } = given;
    children.push(await startWorker({ directory, port, variables, environment: given, config }));
  } catch (error) {
    await end();
    throw error;
  }
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= end();
    return stopping;
  };
  const stopped = Promise.race(children.map(({ ended }) => ended)).then(async (how) => {
    if (stopping) return stopping;
    await stop();
    throw new MachineFailure(`The gateway has ended as one of its programs ${how}`);
  });
  return { url: `http://127.0.0.1:${port}`, stopped, stop };
}

/** Everybody who reaches it counts as sitting at this machine. */
function refuse({ gateway }: Settings, bind: ServeOptions['bind']): string | null {
  if ((bind ?? gateway.bind) !== 'loopback' || gateway.tls.enabled) {
    return 'Cannot let others in: a Worker on this machine is for this machine; deploy it, or use `npm start`';
  }
  return null;
}

/** Each gateway that has no database of its own yet gets one here. */
function missingDatabases(environment: Record<string, string>): { name: string; prefix: string }[] {
  if (environment.PINCER_DATABASE_URL !== undefined) return [];
  const names = namesIn(environment.PINCER_GATEWAYS);
  if (names.size === 0) return [{ name: ONLY, prefix: '' }];
  return [...names]
    .map((name) => ({ name, prefix: `${name.toUpperCase().replaceAll('-', '_')}__` }))
    .filter(({ prefix }) => environment[`${prefix}PINCER_DATABASE_URL`] === undefined);
}
