// Failed attempts to come in, counted in one place for each address: a deployment has many doors, and whoever guesses
// would otherwise have as many tries at each.
import {
  type Attempt,
  type Guesser,
  type Guesses,
  isExempt,
  rateLimited,
  unlimited,
  whereOf,
} from '../auth/attempts.ts';
import type { RateLimit } from '../config/schema.ts';
import type { Bindings } from './bindings.ts';
import { objectName } from './gateway-name.ts';

export function remoteGuesses(namespace: Bindings['ATTEMPTS'], gateway: string, limits: RateLimit): Guesses {
  return {
    async begin(who: Guesser): Promise<Attempt> {
      if (isExempt(who, limits)) return unlimited;
      const object = namespace.getByName(objectName(gateway, whereOf(who)));
      const settle = (outcome: 'failed' | 'succeeded') => async () => {
        const locked = await object.settle(who, outcome, limits);
        if (locked !== null) throw rateLimited(locked);
      };
      return { locked: await object.begin(who, limits), failed: settle('failed'), succeeded: settle('succeeded') };
    },
  };
}
