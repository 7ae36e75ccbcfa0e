// How much a model is to think before it answers: the levels people choose, and what the SDK calls them.

export const thinkingLevels = ['off', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
export type ThinkingLevel = (typeof thinkingLevels)[number];
export type Effort = Exclude<ThinkingLevel, 'off'> | 'none';

/** Null leaves it to the model. What is not a level is not one of ours, and says nothing. */
export function effortOf(level: string | null): Effort | null {
  if (level === 'off') return 'none';
  return thinkingLevels.find((known): known is Exclude<ThinkingLevel, 'off'> => known === level) ?? null;
}
