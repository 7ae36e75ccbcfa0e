// What clients ask for again and again until they are told: what there is of it, which for most is nothing.
import * as v from 'valibot';
import type { Scope } from '../protocol/scopes.ts';
import { Nothing } from '../protocol/system.ts';
import { type Method, method, type Table } from './method.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
const None = v.pipe(v.array(v.never()), v.length(0));

const PairedDevice = v.object({
  deviceId: Text,
  publicKey: Text,
  displayName: v.optional(Text),
  platform: v.optional(Text),
  clientId: Text,
  clientMode: Text,
  role: Text,
  roles: v.array(Text),
  scopes: v.array(Text),
  approvedVia: Text,
  createdAtMs: v.number(),
  approvedAtMs: v.number(),
  lastSeenAtMs: v.number(),
});

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
  'device.pair.list': method({
    scope: 'operator.pairing',
    params: Nothing,
    result: v.object({ pending: None, paired: v.array(PairedDevice) }),
    async handle(_params, _caller, around) {
      const devices = await around.devices.list();
      const paired = devices.map((device) => ({
        deviceId: device.id,
        publicKey: device.publicKey,
        clientId: device.clientId,
        clientMode: device.clientMode,
        role: device.role,
        roles: [device.role],
        scopes: device.scopes,
        approvedVia: device.approvedVia,
        createdAtMs: device.createdAt,
        approvedAtMs: device.createdAt,
        lastSeenAtMs: device.seenAt,
        ...(device.name === null ? {} : { displayName: device.name }),
        ...(device.platform === null ? {} : { platform: device.platform }),
      }));
      return { pending: [], paired };
    },
  }),
};

function empty<R extends v.GenericSchema>(scope: Scope, result: R, nothing: v.InferInput<R>): Method {
  return method({ scope, params: Nothing, result, handle: () => nothing });
}
