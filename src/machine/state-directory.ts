// The one directory that a gateway keeps everything in, and the names of what is inside.
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileReason, MachineFailure } from './failure.ts';

export type StateDirectory = {
  path: string;
  settings: string;
  database: string;
  lock: string;
  log: string;
  signingKey: string;
  /** The certificate that was made here, and its key. */
  tls: { cert: string; key: string };
};

export function stateDirectory(path: string, settingsFile?: string): StateDirectory {
  const root = resolve(path);
  return {
    path: root,
    settings: settingsFile === undefined ? join(root, 'openclaw.json') : resolve(settingsFile),
    database: join(root, 'pincer.db'),
    lock: join(root, 'pincer.lock'),
    log: join(root, 'logs', 'pincer.log'),
    signingKey: join(root, 'pincer.key'),
    tls: { cert: join(root, 'tls', 'cert.pem'), key: join(root, 'tls', 'key.pem') },
  };
}

/** Makes it, and closes it to everyone else on the machine. */
export function openStateDirectory(directory: StateDirectory): void {
  process.umask(0o077);
  try {
    mkdirSync(directory.path, { recursive: true, mode: 0o700 });
    if ((statSync(directory.path).mode & 0o077) !== 0) chmodSync(directory.path, 0o700);
    mkdirSync(join(directory.path, 'logs'), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new MachineFailure(`Cannot use ${directory.path} as the state directory: ${fileReason(error)}`, error);
  }
}
