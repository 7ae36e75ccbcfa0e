// sessions.branches.*, sessions.rewind and sessions.fork: going back, elsewhere, and apart.
import * as branches from '../protocol/branches.ts';
import { method, type Table } from './method.ts';
import { keyOf, newKey } from './target.ts';

export const branchMethods: Table = {
  'sessions.branches.list': method({
    params: branches.BranchesParams,
    result: branches.Branches,
    handle({ sessionKey, agentId }, { principal }, around) {
      return around.sessions.call(principal, keyOf(sessionKey, agentId, around), { type: 'branches' });
    },
  }),
  'sessions.branches.switch': method({
    params: branches.SwitchParams,
    result: branches.Switched,
    handle({ sessionKey, agentId, leafEntryId: leafId }, { principal }, around) {
      return around.sessions.call(principal, keyOf(sessionKey, agentId, around), { type: 'switch', leafId });
    },
  }),
  'sessions.rewind': method({
    params: branches.CutParams,
    result: branches.Rewound,
    handle({ sessionKey, agentId, entryId }, { principal }, around) {
      return around.sessions.call(principal, keyOf(sessionKey, agentId, around), { type: 'rewind', entryId });
    },
  }),
  'sessions.fork': method({
    params: branches.CutParams,
    result: branches.Forked,
    async handle({ sessionKey, agentId, entryId }, { principal }, around) {
      const from = keyOf(sessionKey, agentId, around);
      const trunk = await around.sessions.call(principal, from, { type: 'trunk', before: { message: entryId } });
      const graft = { type: 'graft', trunk, label: null, reason: 'fork' } as const;
      const { key } = await around.sessions.call(principal, newKey(trunk.agentId), graft);
      return { sessionKey: key, ...(trunk.editorText === '' ? {} : { editorText: trunk.editorText }) };
    },
  }),
};
