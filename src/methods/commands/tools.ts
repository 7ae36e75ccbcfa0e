// /tools: what the agent may use in this session.
import { Effective } from '../../protocol/tools.ts';
import { toolMethods } from '../tools.ts';
import { type SlashCommand, standsFor } from './command.ts';

const MOST_LISTED = 100;

export const tools: SlashCommand = {
  name: 'tools',
  aliases: ['/tools'],
  category: 'tools',
  method: standsFor(toolMethods, 'tools.effective'),
  async run(scene) {
    const { words, said } = scene;
    const { profile, groups, notices = [] } = await scene.ask({ sessionKey: said.key }, Effective);
    const all = groups.flatMap((group) => group.tools);
    if (all.length === 0) return scene.reply(words.noTools);
    const lines = all.slice(0, MOST_LISTED).map(({ id, description }) => `- ${id} — ${description}`);
    const more = all.length - lines.length;
    const rest = more > 0 ? [words.andMore(scene.number(more))] : [];
    const warnings = notices.map(({ message }) => `⚠ ${message}`);
    return scene.reply([words.tools(profile), ...lines, ...rest, ...warnings].join('\n'));
  },
};
