// sessions.search over everything that was said, and sessions.get for what was said in one session.
import { GetParams, Got, SearchParams, SearchResult } from '../protocol/search.ts';
import { method, type Table } from './method.ts';
import { agentOf, keyOf } from './target.ts';

export const searchMethods: Table = {
  'sessions.search': method({
    params: SearchParams,
    result: SearchResult,
    async handle({ query, agentId, sessionKeys, limit }, _caller, around) {
      const { hits, truncated } = await around.search({
        words: query,
        limit,
        agentId: agentId === undefined ? undefined : agentOf(agentId, around),
        keys: sessionKeys?.map((key) => keyOf(key, agentId, around)),
      });
      const results = hits.map(({ key, at, ...hit }) => ({ sessionKey: key, timestamp: at, ...hit }));
      return { results, ...(truncated ? { truncated } : {}) };
    },
  }),
  'sessions.get': method({
    params: GetParams,
    result: Got,
    async handle({ key, agentId, limit }, { principal }, around) {
      const history = await around.sessions.call(principal, keyOf(key, agentId, around), {
        type: 'history',
        params: { sessionKey: key, limit, offset: 0 },
        maxChars: around.terms().historyMaxChars,
      });
      return { messages: 'totalMessages' in history ? history.messages : [] };
    },
  }),
};
