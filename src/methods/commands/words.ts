// What the gateway says of its slash commands and in answer to them, in the language of whoever asked.
import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import { portuguese } from './portuguese.ts';
import { spanish } from './spanish.ts';

export type CommandName =
  | 'new'
  | 'reset'
  | 'compact'
  | 'stop'
  | 'export'
  | 'model'
  | 'think'
  | 'queue'
  | 'status'
  | 'models'
  | 'help'
  | 'tools';
export type ArgumentName = 'model' | 'level' | 'mode' | 'format';
export type CategoryName = 'session' | 'options' | 'status' | 'tools';

/** A missing word does not compile. */
export type Words = {
  language: string;
  categories: Record<CategoryName, string>;
  commands: Record<CommandName, string>;
  arguments: Record<ArgumentName, string>;
  begunAnew: string;
  compacted: (before: string, after: string) => string;
  notCompacted: string;
  status: {
    session: string;
    model: string;
    thinking: string;
    context: string;
    tokens: string;
    cost: string;
    queue: string;
    version: string;
  };
  fact: (name: string, value: string) => string;
  byDefault: string;
  unknown: string;
  ofWindow: (used: string, window: string) => string;
  inAndOut: (input: string, output: string) => string;
  queued: (mode: string, waiting: string) => string;
  answering: string;
  models: string;
  inUse: string;
  unavailable: string;
  andMore: (count: string) => string;
  modelInUse: (model: string) => string;
  modelChosen: (model: string) => string;
  thinkingInUse: (level: string) => string;
  thinkingChosen: (level: string) => string;
  queueInUse: (mode: string) => string;
  queueChosen: (mode: string) => string;
  tools: (profile: string) => string;
  noTools: string;
  nothingSaid: string;
  tooLong: (command: string) => string;
  help: string;
};

const languages = new Map<string, Words>([
  ['en', english],
  ['es', spanish],
  ['fr', french],
  ['pt', portuguese],
  ['zh', chinese],
]);

/** English where nothing else is known. */
export function wordsFor(locale: string | null | undefined): Words {
  const [language = ''] = (locale ?? '').toLowerCase().split(/[-_]/);
  return languages.get(language) ?? english;
}
