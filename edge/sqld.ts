// A libSQL server of one's own, on this machine, for as long as the Worker runs here.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SignJWT } from 'jose';
import { MachineFailure } from '../src/machine/failure.ts';
import { type Child, start } from './children.ts';
import { programs } from './programs.ts';

const PATIENCE_MS = 15_000;
const LOOK_MS = 50;

/** Many who write at once can bring a server to a standstill; so the others wait outside (docs/scale.md). */
export const steady = ['--max-concurrent-connections', '2'] as const;

export type Sqld = Child & { url: string; token: string };

export async function startSqld(directory: string, environment: Record<string, string>): Promise<Sqld> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = join(directory, 'sqld.log');
  const args = [
    ...['--no-welcome', '-d', join(directory, 'data'), '--http-listen-addr', `127.0.0.1:${port}`],
    ...steady,
  ];
  const { key, token } = await newPass();
  const child = start({ command: programs.sqld, args, environment: { ...environment, SQLD_AUTH_JWT_KEY: key }, log });
  let over: string | null = null;
  void child.ended.then((how) => {
    over = how;
  });
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(LOOK_MS)) {
    if (over !== null) throw new MachineFailure(`Cannot start the libSQL server: it ${over}; see ${log}`);
    if (await answers(`${url}/health`)) return { ...child, url, token };
  }
  await child.stop();
  throw new MachineFailure(`Cannot start the libSQL server: it does not answer; see ${log}`);
}

/** The server answers pages of any site; so whoever asks it needs a token, which is as old as the server is. */
export async function newPass(): Promise<{ key: string; token: string }> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x: key = '' } = publicKey.export({ format: 'jwk' });
  const token = await new SignJWT({ a: 'rw' }).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey);
  return { key, token };
}

export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  server.close();
  await once(server, 'close');
  return typeof at === 'object' && at !== null ? at.port : 0;
}
