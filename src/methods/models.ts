// models.*: which there are, and whether they can be used.
import * as models from '../protocol/models.ts';
import { readSessionKey } from '../protocol/session-key.ts';
import { Nothing } from '../protocol/system.ts';
import { method, type Table } from './method.ts';
import { keyOf } from './target.ts';

export const modelMethods: Table = {
  'models.list': method({
    params: models.ModelsListParams,
    result: models.ModelsList,
    handle: ({ agentId, sessionKey }, _caller, around) => ({
      models: around.models(agentId ?? (sessionKey && readSessionKey(keyOf(sessionKey, undefined, around)).agentId)),
    }),
  }),
  'models.authStatus': method({
    params: Nothing,
    result: models.AuthStatus,
    handle: (_params, _caller, around) => ({ ts: around.now(), providers: around.authStatus() }),
  }),
};
