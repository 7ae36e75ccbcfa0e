// A provider is where the settings say it is: a redirect would take the key, and all that was said, somewhere else.
import type { Fetch } from './retry.ts';

/** The redirect itself is the answer. What fetch takes out by itself is the header Authorization, and no other. */
export function stayingThere(fetch: Fetch): Fetch {
  return (input, init) => fetch(input, { ...init, redirect: 'manual' });
}
