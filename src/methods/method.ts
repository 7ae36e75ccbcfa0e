// What a method is: who may call it, what it takes and gives, and what it does.
import type * as v from 'valibot';
import { invalidRequest } from '../errors.ts';
import type {
  Answer,
  Caller,
  DeviceStore,
  Groups,
  SessionIndex,
  Sessions,
  Terms,
  TranscriptSearch,
  UsageLog,
} from '../ports.ts';
import { describeIssue, parse } from '../protocol/issues.ts';
import type { AuthStatus, Command, Model } from '../protocol/models.ts';
import type { Scope } from '../protocol/scopes.ts';
import type { ConfigGet, Health, LogsTail, LogsTailParams, Presence } from '../protocol/system.ts';

export type AgentFacts = {
  id: string;
  isDefault: boolean;
  model: string;
  name?: string | undefined;
  workspace?: string | undefined;
  identity?: { name?: string | undefined; emoji?: string | undefined; avatar?: string | undefined } | undefined;
};

/** What methods know of the gateway they stand in. */
export type Surroundings = {
  sessions: Sessions;
  index: SessionIndex;
  search: TranscriptSearch;
  groups: Groups;
  usage: UsageLog;
  devices: DeviceStore;
  terms: () => Terms;
  agents: () => AgentFacts[];
  models: () => Model[];
  authStatus: () => v.InferOutput<typeof AuthStatus>['providers'];
  commands: () => Command[];
  config: () => Promise<ConfigGet>;
  logs: (params: LogsTailParams) => Promise<LogsTail>;
  gateway: {
    readonly connections: number;
    presence(): Presence[];
    health(): Promise<Health>;
    systemEvent(text: string): void;
  };
  version: string;
  startedAt: number;
  now: () => number;
};

export type Method = {
  scope: Scope;
  params: v.GenericSchema;
  result: v.GenericSchema;
  serve(name: string, caller: Caller, params: unknown, around: Surroundings): Promise<Answer>;
};

export type Table = Record<string, Method>;

type Definition<P extends v.GenericSchema, R extends v.GenericSchema> = {
  scope: Scope;
  params: P;
  result: R;
  handle(params: v.InferOutput<P>, caller: Caller, around: Surroundings): Promise<v.InferInput<R>> | v.InferInput<R>;
  /** A second answer under the same id, once there is one. */
  later?: (params: v.InferOutput<P>, caller: Caller, around: Surroundings) => Promise<v.InferInput<R>>;
};

export function method<P extends v.GenericSchema, R extends v.GenericSchema>(definition: Definition<P, R>): Method {
  const { scope, params, result, handle, later } = definition;
  return {
    scope,
    params,
    result,
    async serve(name, caller, given, around) {
      const read = parse(params, given ?? {});
      if (!read.success) throw invalidRequest(`invalid ${name} params: ${describeIssue(read.issues[0])}`);
      const answer = await handle(read.output, caller, around);
      return { result: answer, ...(later ? { later: later(read.output, caller, around) } : {}) };
    },
  };
}
