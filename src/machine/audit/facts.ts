// What the rules about settings are told: the settings, what is in force, and a little of the machine around them.
import { isLoopback } from '../../auth/address.ts';
import type { Environment } from '../../config/environment.ts';
import type { AuthInForce } from '../../config/resolve.ts';
import type { Settings } from '../../config/schema.ts';

export type SettingsFacts = {
  settings: Settings;
  /** The file itself, before defaults and variables. */
  written: unknown;
  environment: Environment;
  auth: AuthInForce;
  /** A gateway has run here, or runs: it may have been given more than this command sees. */
  startedBefore: boolean;
  /** Other people with an account on this machine. */
  otherPeople: readonly string[];
};

/** Whether others than this machine can reach the gateway directly, and over what. */
export type Exposure = 'this machine' | 'tailnet' | 'network';

export function exposureOf({ bind, customBindHost }: Settings['gateway']): Exposure {
  switch (bind) {
    case 'loopback':
      return 'this machine';
    case 'lan':
      return 'network';
    case 'tailnet':
    case 'auto':
      return 'tailnet';
    case 'custom':
      return customBindHost === 'localhost' || isLoopback(customBindHost ?? '') ? 'this machine' : 'network';
  }
}
