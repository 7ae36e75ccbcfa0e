// The policy: every operation, and who may ask for it. A request on a socket, a slash command that stands for a method,
// an HTTP route and the command line all read it here, and nowhere else is said who may do what.
import type { Scope } from './scopes.ts';

export type Operation = {
  /** No operation is a node's, as nodes are not admitted. */
  role: 'operator' | 'node';
  scope: Scope;
};

export type MethodOperation = Operation & {
  /** It changes the gateway itself and no conversation: of these there are only so many a minute. */
  control?: true;
  /** A device may do this to itself without the scope. */
  ownNeedsNone?: true;
};

const read = { role: 'operator', scope: 'operator.read' } as const;
const write = { role: 'operator', scope: 'operator.write' } as const;
const admin = { role: 'operator', scope: 'operator.admin' } as const;
const pairing = { role: 'operator', scope: 'operator.pairing' } as const;
const approvals = { role: 'operator', scope: 'operator.approvals' } as const;
const questions = { role: 'operator', scope: 'operator.questions' } as const;

/** Requests on a socket, by the name of their method. */
const methods = {
  // What is said.
  'chat.startup': read,
  'chat.history': read,
  'chat.message.get': read,
  'chat.metadata': read,
  'commands.list': read,
  'assistant.media.get': read,
  'assistant.media.upload': write,
  'chat.send': write,
  'chat.abort': write,
  'chat.inject': admin,

  // Running an agent by hand.
  agent: write,
  'agent.wait': write,

  // Sessions: one, all of them, their groups, their branches and summaries.
  'sessions.describe': read,
  'sessions.messages.subscribe': read,
  'sessions.messages.unsubscribe': read,
  'sessions.patch': write,
  'sessions.abort': write,
  'sessions.reset': admin,
  'sessions.delete': admin,

  'sessions.list': read,
  'sessions.subscribe': read,
  'sessions.unsubscribe': read,
  'sessions.resolve': read,
  'sessions.preview': read,
  'sessions.search': read,
  'sessions.get': read,
  'sessions.create': write,

  'sessions.groups.list': read,
  'sessions.groups.put': write,
  'sessions.groups.rename': write,
  'sessions.groups.delete': write,

  'sessions.branches.list': read,
  'sessions.branches.switch': admin,
  'sessions.rewind': admin,
  'sessions.fork': write,

  'sessions.compact': admin,
  'sessions.compaction.list': read,
  'sessions.compaction.get': read,
  'sessions.compaction.branch': write,
  'sessions.compaction.restore': admin,

  'sessions.usage': read,
  'usage.cost': read,

  // Agents, and what they have.
  'agents.list': read,
  'agent.identity.get': read,
  'agents.files.list': read,
  'agents.files.get': read,
  'agents.files.set': { ...admin, control: true },
  'models.list': read,
  'models.authStatus': read,
  'tools.catalog': read,
  'tools.effective': read,

  // The gateway itself.
  health: read,
  status: read,
  'system-presence': read,
  'last-heartbeat': read,
  'config.get': read,
  'logs.tail': read,
  'system-event': { ...admin, control: true },

  // Devices. Beyond this, nobody gives more than he has: the ledger of devices sees to that.
  'device.pair.list': pairing,
  'device.pair.approve': { ...pairing, control: true },
  'device.pair.reject': { ...pairing, control: true },
  'device.pair.remove': { ...pairing, control: true },
  'device.token.rotate': { ...pairing, control: true, ownNeedsNone: true },
  'device.token.revoke': { ...pairing, control: true, ownNeedsNone: true },

  // What clients ask for again and again, and what is not here yet.
  'tasks.list': read,
  'environments.list': read,
  'node.list': read,
  'question.list': questions,
  'exec.approval.list': approvals,
  'plugin.approval.list': approvals,
} satisfies Record<string, MethodOperation>;

/**
 * HTTP, by verb and address. A file itself is had by its ticket alone, which the asking for a link gave out; and a file is
 * taken for the ticket of `assistant.media.upload`, which takes the same scope.
 */
const routes = {
  'GET /v1/models': read,
  'GET /v1/models/:id': read,
  'POST /v1/chat/completions': write,
  'POST /v1/responses': write,
  'POST /tools/invoke': write,
  'POST /__openclaw__/media': write,
  'PUT /__openclaw__/media': write,
  'GET /__openclaw__/assistant-media': read,
} satisfies Record<`${string} /${string}`, Operation>;

export type MethodName = keyof typeof methods;
export type RouteName = keyof typeof routes;
export type OperationName = MethodName | RouteName;

export const operations: Readonly<Record<MethodName, MethodOperation> & Record<RouteName, Operation>> = {
  ...methods,
  ...routes,
};

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}
