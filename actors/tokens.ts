// How much a model has to read, as long as it has not said so itself: four characters are about one token.
import type { StepUsage } from '../src/ports.ts';
import type { Block, Entry, Usage } from '../src/records.ts';

const CHARACTERS = 4;

export function tokensOf({ role, content, meta }: Pick<Entry, 'role' | 'content' | 'meta'>): number {
  if (meta.excludeFromContext || (role === 'system' && meta.kind !== 'compaction')) return 0;
  if (typeof content === 'string') return tokensIn(content);
  return content.reduce((sum, block) => sum + tokensOfBlock(block), 0);
}

export function tokensOfAll(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + tokensOf(entry), 0);
}

export function tokensIn(text: string): number {
  return Math.ceil(text.length / CHARACTERS);
}

function tokensOfBlock(block: Block): number {
  switch (block.type) {
    case 'text':
      return tokensIn(block.text);
    case 'toolCall':
      return tokensIn(block.name) + tokensIn(JSON.stringify(block.arguments));
    // What a model thought is not told to it again.
    case 'thinking':
      return 0;
  }
}

export function addUsage(sum: Usage, step: StepUsage): Usage {
  const input = sum.input + step.input;
  const output = sum.output + step.output;
  const rest: Partial<Usage> = {};
  for (const name of ['cacheRead', 'cacheWrite', 'cost'] as const) {
    const total = (sum[name] ?? 0) + (step[name] ?? 0);
    if (total > 0) rest[name] = total;
  }
  return { input, output, totalTokens: input + output, ...rest };
}
