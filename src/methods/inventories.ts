// What clients ask for again and again until they are told: what there is of it, which for most is nothing.
import * as v from 'valibot';
import { Nothing } from '../protocol/system.ts';
import { type Method, method, type Table } from './method.ts';

const None = v.pipe(v.array(v.never()), v.length(0));

export const inventoryMethods: Table = {
  'question.list': empty(v.object({ questions: None }), { questions: [] }),
  'tasks.list': empty(v.object({ tasks: None }), { tasks: [] }),
  'environments.list': empty(v.object({ environments: None }), { environments: [] }),
  'exec.approval.list': empty(None, []),
  'plugin.approval.list': empty(None, []),
  'node.list': method({
    params: Nothing,
    result: v.object({ ts: v.number(), nodes: None }),
    handle: (_params, _caller, around) => ({ ts: around.now(), nodes: [] }),
  }),
};

function empty<R extends v.GenericSchema>(result: R, nothing: v.InferInput<R>): Method {
  return method({ params: Nothing, result, handle: () => nothing });
}
