// /status: how this session stands, in a few lines.
import { History } from '../../protocol/chat.ts';
import { historyMethods } from '../history.ts';
import { type SlashCommand, standsFor } from './command.ts';
import { modelOf } from './model.ts';

export const status: SlashCommand = {
  name: 'status',
  aliases: ['/status'],
  category: 'status',
  method: standsFor(historyMethods, 'chat.history'),
  async run(scene) {
    const { said, words, around } = scene;
    const history = await scene.ask({ sessionKey: said.key, limit: 1 }, History);
    const { sessionInfo: row, pendingInputs, inFlightRun } = history;
    const model = await modelOf(scene);
    const known = around.models().find(({ provider, id }) => `${provider}/${id}` === model);
    const window = known?.contextWindow ?? row?.contextTokens;
    const used = scene.number(row?.totalTokens ?? 0);
    const waiting = pendingInputs.items.filter(({ state }) => state === 'queued').length;
    const mode = row?.effectiveQueueMode ?? around.terms().queueMode;
    const cost = row?.estimatedCostUsd;
    const answering = inFlightRun ? `, ${words.answering}` : '';
    const facts: [name: string, value: string][] = [
      [words.status.session, said.key],
      [words.status.model, model],
      [words.status.thinking, row?.thinkingLevel ?? words.byDefault],
      [words.status.context, words.ofWindow(used, window === undefined ? words.unknown : scene.number(window))],
      [words.status.tokens, words.inAndOut(scene.number(row?.inputTokens ?? 0), scene.number(row?.outputTokens ?? 0))],
      // Where no price is known, nothing is said of it: zero would be a lie.
      ...(cost === undefined ? [] : [[words.status.cost, scene.dollars(cost)] satisfies [string, string]]),
      [words.status.queue, `${words.queued(mode, scene.number(waiting))}${answering}`],
      [words.status.version, `Pincer ${around.version}`],
    ];
    return scene.reply(facts.map(([name, value]) => words.fact(name, value)).join('\n'));
  },
};
