// The seams: what an actor needs of the world, and nothing of how the world does it.
import type { Command, Results, SessionEvent } from './commands.ts';
import type { Client, ConnectParams } from './protocol/connect.ts';
import type { Scope } from './protocol/scopes.ts';
import type { SessionDefaults } from './protocol/sessions.ts';
import type {
  Branch,
  ClientTools,
  Device,
  Entry,
  Mark,
  PairingRequest,
  QueueMode,
  Run,
  SessionRecord,
  Tip,
  Usage,
} from './records.ts';

/** One client's line. `seat` is all that must survive while nobody is in memory. */
export interface Socket {
  seat: Seat;
  /** Whoever changes the seat in place says so. */
  moved(): void;
  send(text: string): void;
  close(code: number, reason: string): void;
  buffered(): number;
  /** It is known whose it is: what bounds strangers is over. */
  admitted(): void;
}

/** What a request told us before anyone spoke. */
export type Facts = {
  /** Canonical address of whoever asks: the peer's, or the one that a believed proxy names. v4-mapped ones are v4. */
  address: string;
  /** The other end of the socket. */
  peer: string;
  /** A true loopback peer with no sign of a proxy: the owner's own machine. */
  local: boolean;
  /** A forwarding header was present, whether or not it was believed. */
  forwarded: boolean;
  /** `unattributed`: it looks as if it came through a proxy, and nobody who is believed says for whom. */
  way: 'direct' | 'proxy' | 'unattributed';
  /** It came through the listener that only tailscaled is told of. */
  managed: boolean;
  host: string;
  origin: string | null;
  userAgent: string | null;
  /** Who a proxy or Tailscale says it is, once somebody asked. */
  identity: Identity | null;
};

/** Somebody whom the way in vouches for, with the most that he may; or the rule that he failed. */
export type Identity =
  | { by: 'trusted-proxy' | 'tailscale'; user: string; ceiling: string[] | null }
  | { by: 'nobody'; rule: string; about: string };

export type Principal = {
  role: 'operator' | 'node';
  scopes: Scope[];
  client: Client;
  method: 'token' | 'password' | 'device-token' | 'none' | 'trusted-proxy' | 'tailscale';
  deviceId: string | null;
  /** Whom a proxy or Tailscale named. */
  user: string | null;
  /** When its socket has to end; null is never. */
  until: number | null;
};

export type Seat = {
  connId: string;
  facts: Facts;
  nonce: string;
  openedAt: number;
  principal: Principal | null;
  caps: string[];
  /** The language that its person reads, as the client named it. */
  locale: string | null;
  seq: number;
  /** Told of every change in the list of sessions. */
  roster: boolean;
  /** Keys of the sessions whose messages it asked for. */
  follows: string[];
  /** How many letters it was given of each live run. Changed in place: it counts at every piece of every answer. */
  given: Record<string, number>;
};

/** Everything that one turn of an actor wants written: all of it, or none. */
export type Change = {
  /** The version of the session that it was made from; null is a session that must not be there yet. */
  base: number | null;
  session: SessionRecord;
  entries: Entry[];
  branches: Branch[];
  runs: Run[];
  copies?: Copy[];
  /** Files that the session holds from now on, by id. */
  media?: string[];
};

/** Entries of another session, taken over as they are: onto the first line of this one, at the same positions. */
export type Copy = {
  from: string;
  to: string;
  stretches: Stretch[];
  /** The new names: these characters, then the position in twelve hexadecimal digits. */
  names: string;
};

export type Loaded = { session: SessionRecord; branches: Branch[]; runs: Run[]; marks: Mark[] };

/** A stretch of one branch, from `after` (exclusive) to `upTo` (inclusive). */
export type Stretch = { branch: number; after: number; upTo: number };

export type Found = { entry?: Entry; run?: Run; tips?: Tip[]; standing?: Standing[] };

export type Place = Pick<Entry, 'branch' | 'position'>;
/** Which entry stands at a place, and nothing of what it says. */
export type Standing = Place & Pick<Entry, 'id' | 'role' | 'at'>;

/** The durable side of one session. */
export interface Transcript {
  /** The session with the runs that are not finished; null when it was never written. */
  load(): Promise<Loaded | null>;
  commit(change: Change): Promise<void>;
  /** Newest first. */
  page(sessionId: string, stretch: Stretch, limit: number): Promise<Entry[]>;
  find(
    sessionId: string,
    what: { entry: string } | { run: string } | { tips: true } | { places: readonly Place[] },
  ): Promise<Found>;
  erase(sessionId: string): Promise<void>;
}

export type SessionQuery = {
  limit: number;
  offset: number;
  agentId?: string | undefined;
  parentKey?: string | undefined;
  label?: string | undefined;
  search?: string | undefined;
  archived?: boolean | 'all' | undefined;
  updatedAfter?: number | undefined;
  sortBy?: 'updatedAt' | 'interactedAt' | undefined;
};

/** The list of sessions, as last committed. */
export interface SessionIndex {
  list(query: SessionQuery): Promise<{ sessions: SessionRecord[]; total: number }>;
  find(by: { key: string } | { id: string } | { label: string } | { shortId: string }): Promise<SessionRecord[]>;
  /** Where a run of this name is, newest first. */
  run(id: string): Promise<{ key: string; run: Run } | null>;
  /** Sessions with a run that never ended: their actors are woken at start. */
  unfinished(): Promise<string[]>;
}

export type Hit = {
  key: string;
  sessionId: string;
  messageId: string;
  role: 'user' | 'assistant';
  at: number;
  snippet: string;
  score: number;
};

/** Finds what was said, best first; `truncated` when so much matches that older matches were not looked at. */
export type TranscriptSearch = (query: {
  words: string;
  limit: number;
  agentId?: string | undefined;
  keys?: readonly string[] | undefined;
}) => Promise<{ hits: Hit[]; truncated: boolean }>;

/** Names of groups, and of the sections that clients show, each in their order. */
export type Catalogue = { groups: string[]; sections: string[] };

/** The groups that people put sessions in; a group that only a session speaks of is one too, after the others. */
export interface Groups {
  read(): Promise<Catalogue>;
  /** One edit at a time. The edit sees what was written down, and its result replaces it. */
  change(edit: (written: Catalogue) => Catalogue): Promise<Catalogue>;
  /** Keys of the sessions in a group. */
  members(name: string): Promise<string[]>;
}

/** The devices that were approved. What is written of one answers what it asked for: its request goes with it. */
export interface DeviceStore {
  get(id: string): Promise<Device | null>;
  list(): Promise<Device[]>;
  put(device: Device): Promise<void>;
  remove(id: string): Promise<void>;
}

/** What devices wait for, oldest first; a newer request of a device replaces its older one. */
export interface RequestStore {
  list(): Promise<PairingRequest[]>;
  put(request: PairingRequest): Promise<void>;
  remove(deviceIds: readonly string[]): Promise<void>;
}

export type Bearer = { deviceId: string; role: string };

/** What people do about devices. Each step is judged by what its caller may at that moment, and is alone. */
export interface Devices {
  list(): Promise<{ pending: PairingRequest[]; paired: (Device & { connected: boolean })[] }>;
  /** The device as it is then; null when it was turned away. */
  answer(
    caller: Caller,
    requestId: string,
    decision: 'approve' | 'reject',
  ): Promise<{ request: PairingRequest; device: Device | null }>;
  remove(caller: Caller, deviceId: string): Promise<void>;
  /** The new token is for its device only. */
  rotate(caller: Caller, bearer: Bearer, scopes?: readonly string[]): Promise<{ device: Device; token: string | null }>;
  revoke(caller: Caller, bearer: Bearer): Promise<Device>;
}

export interface Sessions {
  call<C extends Command>(principal: Principal, key: string, command: C): Promise<Results[C['type']]>;
  watch(key: string, watcher: string): Promise<void>;
  unwatch(key: string, watcher: string): Promise<void>;
}

/** What the settings say to every session of an agent. */
export type Terms = {
  mainKey: string;
  queueMode: QueueMode;
  historyMaxChars: number;
  timeoutMs: number;
  defaults: SessionDefaults;
  /** The model of the agent's sessions that have not chosen one; of the default agent it stands in `defaults`. */
  defaultsOf(agentId: string): SessionDefaults;
  /** How many tokens the model of such a session reads at most; null when nobody knows. */
  contextWindow(session: { agentId: string; model: string | null }): number | null;
};

/** How a session's events reach whoever watches it, by name. */
export interface Watchers {
  deliver(watcher: string, key: string, events: SessionEvent[]): void;
}

export type Turn = {
  sessionKey: string;
  agentId: string;
  runId: string;
  /** Whether its last entry is to be answered, or all of it to be summed up in fewer words. */
  purpose: 'answer' | 'summary';
  /** The conversation so far, oldest first. A summary of what came before it may stand at its head. */
  entries: Entry[];
  model: string | null;
  thinking: string | null;
  /** What this one run is told beside what its agent is always told. */
  instructions: string | null;
  /** Tools of whoever asks. Their calls end the run: what comes of them is said in a later one. */
  clientTools?: ClientTools | undefined;
  /** Asked between steps, with the number of steps done: what people have said meanwhile, for this same run to hear. */
  steer(done: number): Promise<Entry[]>;
};

export type AgentEvent =
  | { type: 'model'; provider: string; model: string; contextTokens: number }
  | { type: 'text'; delta: string }
  | { type: 'reasoning'; delta: string }
  | { type: 'tool-start'; id: string; name: string; arguments: Record<string, unknown> }
  | { type: 'tool-end'; id: string; name: string; text: string; isError: boolean }
  /** One answer of the model is complete, and so are its tools: what came since the last step belongs to it. */
  | { type: 'step'; usage: StepUsage; stopReason: string };

export type StepUsage = Omit<Usage, 'totalTokens'>;

export type Agent = (turn: Turn, signal: AbortSignal) => AsyncIterable<AgentEvent>;

/** What one session says, from the moment the promise is kept until the signal ends it. */
export type Listen = (key: string, signal: AbortSignal) => Promise<AsyncIterable<SessionEvent[]>>;

export type Attempt = { facts: Facts; connect: ConnectParams; nonce: string; challengedAt: number };
export type Admission = {
  principal: Principal;
  deviceToken?: { token: string; issuedAt: number };
};

/** The one who asks, as a method sees them. */
export interface Caller {
  readonly principal: Principal;
  readonly connId: string;
  readonly locale?: string | null | undefined;
  follow(key: string, on: boolean): void;
  roster(on: boolean): void;
}

/** What a request got; `later` is a second answer under the same id. */
export type Answer = { result: unknown; later?: Promise<unknown> };

export type Serve = (caller: Caller, method: string, params: unknown) => Promise<Answer>;

/** Lets someone in, or says which rule refused them and what to do next. */
export type Auth = (attempt: Attempt) => Promise<Admission>;
