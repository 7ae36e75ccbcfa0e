// What a method is: what it takes and gives, and what it does. Who may call it stands in the table of operations.
import type * as v from 'valibot';
import type { Intake, MediaLinks, Toolbox, UploadPass, Workspaces } from '../agent-seams.ts';
import { invalidRequest } from '../errors.ts';
import type { Answer, Caller, Devices, Groups, SessionIndex, Sessions, Terms, TranscriptSearch } from '../ports.ts';
import { describeIssue, parse } from '../protocol/issues.ts';
import type { Message } from '../protocol/messages.ts';
import type { AuthStatus, Model } from '../protocol/models.ts';
import type { MethodName } from '../protocol/operations.ts';
import type { ConfigGet, Health, LogsTail, LogsTailParams, Presence, Status } from '../protocol/system.ts';
import type { UsageLog } from '../usage-log.ts';
import type { ControlWrites } from './control-writes.ts';

export type AgentFacts = {
  id: string;
  isDefault: boolean;
  /** "provider/model", and those that stand in for it. */
  model: string;
  fallbacks: readonly string[];
  thinkingDefault?: string | undefined;
  name?: string | undefined;
  identity?: { name?: string | undefined; emoji?: string | undefined; avatar?: string | undefined } | undefined;
};

export type VitalFacts = Pick<Status, 'database' | 'memoryBytes'>;

/** What methods know of the gateway they stand in. */
export type Surroundings = {
  sessions: Sessions;
  index: SessionIndex;
  search: TranscriptSearch;
  groups: Groups;
  usage: UsageLog;
  devices: Devices;
  controlWrites: ControlWrites;
  workspaces: Workspaces;
  media: MediaLinks;
  uploadPass: () => Promise<UploadPass>;
  tools: Toolbox;
  intake: Intake;
  terms: () => Terms;
  agents: () => AgentFacts[];
  /** As an agent sees them: its own comes with the tag `default`. */
  models: (agentId?: string) => Model[];
  authStatus: () => v.InferOutput<typeof AuthStatus>['providers'];
  /** A conversation as a document. */
  readable: (
    format: 'md' | 'html',
    heading: { key: string; title: string | null; createdAt: number; exportedAt: number },
    messages: readonly Message[],
  ) => Promise<string>;
  config: () => Promise<ConfigGet>;
  logs: (params: LogsTailParams) => Promise<LogsTail>;
  gateway: {
    readonly connections: number;
    presence(): Presence[];
    health(): Promise<Health>;
    systemEvent(text: string): void;
  };
  /** What it takes of its machine. */
  vitals: () => Promise<VitalFacts>;
  version: string;
  startedAt: number;
  now: () => number;
};

export type Method = {
  params: v.GenericSchema;
  result: v.GenericSchema;
  serve(name: MethodName, caller: Caller, params: unknown, around: Surroundings): Promise<Answer>;
};

/** What is no operation, and so is nobody's to call, does not compile here. */
export type Table = Partial<Record<MethodName, Method>>;

type Definition<P extends v.GenericSchema, R extends v.GenericSchema> = {
  params: P;
  result: R;
  handle(params: v.InferOutput<P>, caller: Caller, around: Surroundings): Promise<v.InferInput<R>> | v.InferInput<R>;
  /** A second answer under the same id, once there is one. */
  later?: (params: v.InferOutput<P>, caller: Caller, around: Surroundings) => Promise<v.InferInput<R>>;
};

export function method<P extends v.GenericSchema, R extends v.GenericSchema>(definition: Definition<P, R>): Method {
  const { params, result, handle, later } = definition;
  return {
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
