// How much a model is to think before it answers: the levels people choose, and what the SDK calls them.

import { type ThinkingLevel, thinkingLevels } from '../protocol/models.ts';

export type Effort = Exclude<ThinkingLevel, 'off'> | 'none';

/** Null leaves it to the model. What is not a level is not one of ours, and says nothing. */
export function effortOf(level: string | null): Effort | null {
  if (level === 'off') return 'none';
  return thinkingLevels.find((known): known is Exclude<ThinkingLevel, 'off'> => known === level) ?? null;
}
