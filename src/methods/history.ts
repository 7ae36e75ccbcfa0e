// chat.history: reading back.
import type { Caller } from '../ports.ts';
import * as chat from '../protocol/chat.ts';
import { method, type Surroundings, type Table } from './method.ts';
import { keyOf } from './target.ts';

export const historyMethods: Table = {
  'chat.history': method({
    params: chat.HistoryParams,
    result: chat.HistoryResult,
    handle: readHistory,
  }),
};

export function readHistory(
  params: chat.HistoryParams,
  { principal }: Caller,
  around: Surroundings,
): Promise<chat.HistoryResult> {
  const maxChars = params.maxChars ?? around.terms().historyMaxChars;
  return around.sessions.call(principal, keyOf(params.sessionKey, params.agentId, around), {
    type: 'history',
    params,
    maxChars,
  });
}
