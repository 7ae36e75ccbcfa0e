// How an entry of one runtime starts the gateway for the command line.
import type { Environment } from '../config/environment.ts';
import type { Settings } from '../config/schema.ts';
import type { StateDirectory } from '../machine/state-directory.ts';

export type ServeOptions = {
  /** In force already: the flag, the environment, the file and the profile have spoken. */
  port: number;
  /** Only when a flag asks for another than the file. */
  bind?: Settings['gateway']['bind'] | undefined;
  verbose: boolean;
  /** The database too that a Workers deployment has. */
  takeOver?: boolean;
  stateDirectory: StateDirectory;
  environment: Environment;
};

export type Serving = {
  url: string;
  /** Of a certificate that was made here: nobody else vouches for it. */
  tlsFingerprint?: string;
  /** Settles when the gateway has ended: rejects when it could not go on. */
  stopped: Promise<void>;
  stop(): Promise<void>;
};

export type Serve = (options: ServeOptions) => Promise<Serving>;
