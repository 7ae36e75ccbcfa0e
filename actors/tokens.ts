// How much a model has to read, as long as it has not said so itself: four characters are about one token.
import type { StepUsage } from '../src/ports.ts';
import type { Attached, Block, Entry, Usage } from '../src/records.ts';

const CHARACTERS = 4;
const FILE_CHARACTERS = 60_000;
const FILE_TOKENS = 1000;

export function tokensOf({ role, content, meta }: Pick<Entry, 'role' | 'content' | 'meta'>): number {
  if (meta.excludeFromContext || (role === 'system' && meta.kind !== 'compaction')) return 0;
  const files = (meta.media ?? []).reduce((sum, file) => sum + tokensOfFile(file), 0);
  if (typeof content === 'string') return files + tokensIn(content);
  return content.reduce((sum, block) => sum + tokensOfBlock(block), files);
}

export function tokensOfAll(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + tokensOf(entry), 0);
}

export function tokensIn(text: string): number {
  return Math.ceil(text.length / CHARACTERS);
}

/** A text is told as it is, up to a length; of the others nobody knows before a model has counted them. */
function tokensOfFile({ type, size }: Attached): number {
  return type.startsWith('text/') ? Math.ceil(Math.min(size, FILE_CHARACTERS) / CHARACTERS) : FILE_TOKENS;
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
