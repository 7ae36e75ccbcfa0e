// What clients ask for again and again until they are told: what there is of it, which for most is nothing.
import * as v from 'valibot';
import type { Scope } from '../protocol/scopes.ts';
import { Nothing } from '../protocol/system.ts';
import { type Method, method, type Table } from './method.ts';

const None = v.pipe(v.array(v.never()), v.length(0));

export const inventoryMethods: Table = {
  'question.list': empty('operator.questions', v.object({ questions: None }), { questions: [] }),
  'tasks.list': empty('operator.read', v.object({ tasks: None }), { tasks: [] }),
  'environments.list': empty('operator.read', v.object({ environments: None }), { environments: [] }),
  'exec.approval.list': empty('operator.approvals', None, []),
  'plugin.approval.list': empty('operator.approvals', None, []),
  'node.list': method({
    scope: 'operator.read',
    params: Nothing,
    result: v.object({ ts: v.number(), nodes: None }),
    handle: (_params, _caller, around) => ({ ts: around.now(), nodes: [] }),
  }),
};

function empty<R extends v.GenericSchema>(scope: Scope, result: R, nothing: v.InferInput<R>): Method {
  return method({ scope, params: Nothing, result, handle: () => nothing });
}
