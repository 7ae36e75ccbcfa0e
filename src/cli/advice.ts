// What the settings of this machine say now about a refusal, and what it is judged by.
import type { Environment } from '../config/environment.ts';
import type { AuthInForce } from '../config/resolve.ts';
import type { Settings } from '../config/schema.ts';

export type Advice = {
  words: string;
  /** What would change it, for a person to run who wants that. */
  command: string | null;
};

export type Sight = {
  settings: Settings;
  auth: AuthInForce;
  environment: Environment;
  now: number;
  /** How this command line begins, for the same place. */
  pincer: string;
};
