// The program that runs the Worker in workerd, with its variables and without the habits of a development server.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { namesIn } from '../src/edge/gateway-name.ts';
import { MachineFailure } from '../src/machine/failure.ts';
import { type Child, start } from './children.ts';
import { root } from './programs.ts';
import { answers } from './sqld.ts';

const PATIENCE_MS = 60_000;
const LOOK_MS = 50;

type Worker = {
  directory: string;
  port: number;
  /** Those of the Worker. */
  variables: Record<string, string>;
  environment: Record<string, string>;
  config?: string | undefined;
};

export async function startWorker({ directory, port, variables, environment, config }: Worker): Promise<Child> {
  // What one that was killed has left there goes.
  const passing = join(directory, 'passing');
  rmSync(passing, { recursive: true, force: true });
  mkdirSync(passing, { recursive: true, mode: 0o700 });
  const log = join(directory, 'workerd.log');
  const args = [
    ...[`${root}edge/workerd.ts`, '--port', String(port), '--persist-to', join(directory, 'objects')],
    ...(config === undefined ? [] : ['--config', config]),
  ];
  const child = start({
    command: process.execPath,
    args,
    cwd: root,
    environment: {
      ...environment,
      ...variables,
      // Its own files stay where everything else of this gateway is, and it asks and tells nobody anything.
      CLOUDFLARE_INCLUDE_PROCESS_ENV: 'true',
      WRANGLER_SEND_METRICS: 'false',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      WRANGLER_LOG_PATH: passing,
      XDG_CONFIG_HOME: directory,
      TMPDIR: passing,
      CI: '1',
      // It would write down all that happens in the objects, and show everything to whoever asks at the gateway's port.
      X_LOCAL_OBSERVABILITY: 'false',
      X_LOCAL_EXPLORER: 'false',
    },
    log,
  });
  const [first] = namesIn(environment.PINCER_GATEWAYS);
  // Where there are several, nobody is at the address of none.
  const health = `http://127.0.0.1:${port}${first === undefined ? '' : `/g/${first}`}/healthz`;
  let over: string | null = null;
  void child.ended.then((how) => {
    over = how;
  });
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(LOOK_MS)) {
    if (over !== null) throw new MachineFailure(`Cannot start workerd: it ${over}; see ${log}`);
    if (await answers(health)) return child;
  }
  await child.stop();
  throw new MachineFailure(`Cannot start workerd: it does not answer on port ${port}; see ${log}`);
}
