// models.* and commands.list.
import * as models from '../protocol/models.ts';
import { Nothing } from '../protocol/system.ts';
import { method, type Table } from './method.ts';

export const modelMethods: Table = {
  'models.list': method({
    scope: 'operator.read',
    params: models.ModelsListParams,
    result: models.ModelsList,
    handle: (_params, _caller, around) => ({ models: around.models() }),
  }),
  'models.authStatus': method({
    scope: 'operator.read',
    params: Nothing,
    result: models.AuthStatus,
    handle: (_params, _caller, around) => ({ ts: around.now(), providers: around.authStatus() }),
  }),
  'commands.list': method({
    scope: 'operator.read',
    params: models.CommandsListParams,
    result: models.CommandsList,
    handle: (_params, _caller, around) => ({ commands: around.commands() }),
  }),
};
