// /export: the conversation as a document to copy. Slash commands and their answers are no part of it.
import { lacksWords } from '../../../actors/projection.ts';
import { History } from '../../protocol/chat.ts';
import type { Message } from '../../protocol/messages.ts';
import { historyMethods } from '../history.ts';
import { type SlashCommand, standsFor } from './command.ts';
import type { Scene } from './scene.ts';

/** What is longer does not go into a message: then it is said how to get it. */
const LONGEST_BYTES = 60_000;
const PAGE = 200;
const WHOLE = 500_000;
const formats = ['md', 'html'] as const;
const [first] = formats;

export const exportSession: SlashCommand = {
  name: 'export',
  aliases: ['/export'],
  category: 'session',
  method: standsFor(historyMethods, 'chat.history'),
  argument: { name: 'format', choices: formats },
  async run(scene) {
    const { argument, around, said, words } = scene;
    const format = formats.find((one) => one === argument) ?? first;
    const read = await readAll(scene);
    if (read === 'nothing') return scene.reply(words.nothingSaid);
    const text = read === 'too much' ? null : await around.readable(format, read.heading, read.messages);
    if (text === null || encoder.encode(text).length > LONGEST_BYTES) {
      return scene.reply(words.tooLong(`pincer export ${quoted(said.key)} --format ${format}`));
    }
    return scene.reply(fenced(format, text));
  },
};

/** Page by page from the end, and no further than what could be shown. */
async function readAll(scene: Scene) {
  /** By id: whatever is said meanwhile moves the pages along. */
  const found = new Map<string, Message>();
  let row: History['sessionInfo'] = null;
  let size = 0;
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const asked = { sessionKey: scene.said.key, limit: PAGE, offset, maxChars: WHOLE };
    const page: History = await scene.ask(asked, History);
    for (const message of page.messages) {
      if (message.excludeFromContext === true) continue;
      found.set(message.__openclaw.id, message);
      size += JSON.stringify(message.content).length;
      if (lacksWords(message) || size > 2 * LONGEST_BYTES) return 'too much';
    }
    row ??= page.sessionInfo;
    offset = page.hasMore ? page.nextOffset : undefined;
  }
  const messages = [...found.values()].sort((one, other) => one.__openclaw.seq - other.__openclaw.seq);
  if (!row || messages.length === 0) return 'nothing';
  const { key, displayName: title = null, createdAt } = row;
  return { heading: { key, title, createdAt, exportedAt: scene.around.now() }, messages };
}

/** For a shell, whatever the key holds: people copy the line. */
function quoted(key: string): string {
  return `'${key.replaceAll("'", "'\\''")}'`;
}

function fenced(format: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${format}\n${text.trimEnd()}\n${fence}`;
}

const encoder = new TextEncoder();
