// The tables, one for each kind of record; the compiler holds them to src/records.ts.
import { sql } from 'drizzle-orm';
import { blob, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type {
  Branch,
  Content,
  Device,
  Entry,
  EntryMeta,
  ForkSource,
  MediaKind,
  PairingReason,
  PairingRequest,
  QueueMode,
  Role,
  Run,
  RunInput,
  RunState,
  SessionRecord,
  SessionStatus,
} from '../records.ts';

export const sessions = sqliteTable(
  'sessions',
  {
    key: text('key').primaryKey(),
    id: text('id').notNull(),
    agentId: text('agent_id').notNull(),
    revision: text('revision').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    interactedAt: integer('interacted_at'),
    leafId: text('leaf_id'),
    branch: integer('branch').notNull(),
    position: integer('position').notNull(),
    branches: integer('branches').notNull(),
    nextSeq: integer('next_seq').notNull(),
    label: text('label'),
    title: text('title'),
    preview: text('preview'),
    parentKey: text('parent_key'),
    model: text('model'),
    thinking: text('thinking'),
    archived: integer('archived', { mode: 'boolean' }).notNull(),
    pinned: integer('pinned', { mode: 'boolean' }).notNull(),
    unread: integer('unread', { mode: 'boolean' }).notNull(),
    status: text('status').$type<SessionStatus>(),
    activeRunId: text('active_run_id'),
    startedAt: integer('started_at'),
    endedAt: integer('ended_at'),
    inputTokens: integer('input_tokens').notNull(),
    outputTokens: integer('output_tokens').notNull(),
    contextTokens: integer('context_tokens').notNull(),
    category: text('category'),
    forkSource: text('fork_source', { mode: 'json' }).$type<ForkSource>(),
    queueMode: text('queue_mode').$type<QueueMode>(),
    cost: real('cost').notNull().default(0),
    version: integer('version').notNull().default(0),
  },
  // Each order of the list begins with what the list is filtered by, so that a page is read where it stands.
  (table) => [
    uniqueIndex('sessions_id').on(table.id),
    index('sessions_updated').on(table.archived, table.updatedAt),
    index('sessions_interacted').on(table.archived, table.interactedAt),
    index('sessions_agent').on(table.agentId, table.archived, table.updatedAt),
    index('sessions_agent_interacted').on(table.agentId, table.archived, table.interactedAt),
    index('sessions_parent').on(table.parentKey, table.archived, table.updatedAt).where(sql`"parent_key" is not null`),
    index('sessions_label').on(table.label).where(sql`"label" is not null`),
    index('sessions_category').on(table.category).where(sql`"category" is not null`),
  ],
);

/** How many sessions there are; triggers on `sessions` keep it, so that nobody has to count them. */
export const sessionCounts = sqliteTable(
  'session_counts',
  {
    agentId: text('agent_id').notNull(),
    archived: integer('archived', { mode: 'boolean' }).notNull(),
    total: integer('total').notNull(),
  },
  (table) => [primaryKey({ columns: [table.agentId, table.archived] })],
);

/** Groups in their order; which one a session stands in is its category. */
export const groups = sqliteTable('groups', {
  name: text('name').primaryKey(),
  position: integer('position').notNull(),
});

/** The order in which clients show their sections, groups among them. */
export const sections = sqliteTable('sections', {
  position: integer('position').primaryKey(),
  name: text('name').notNull(),
});

/** Tokens that models took and gave, added up for each quarter of an hour: every time zone's days begin at one. */
export const usage = sqliteTable(
  'usage',
  {
    sessionId: text('session_id').notNull(),
    quarter: integer('quarter').notNull(),
    provider: text('provider').notNull(),
    model: text('model').notNull(),
    input: integer('input').notNull(),
    output: integer('output').notNull(),
    total: integer('total').notNull(),
    answers: integer('answers').notNull(),
    cost: real('cost').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.sessionId, table.quarter, table.provider, table.model] }),
    index('usage_quarter').on(table.quarter),
  ],
);

/** Words, for the same reason as `unfinished`: dividers have an index of their own. */
export const divides = sql`"role" = 'system'`;

export const entries = sqliteTable(
  'entries',
  {
    id: text('id').primaryKey(),
    sessionId: text('session_id').notNull(),
    seq: integer('seq').notNull(),
    branch: integer('branch').notNull(),
    position: integer('position').notNull(),
    parentId: text('parent_id'),
    role: text('role').$type<Role>().notNull(),
    content: text('content', { mode: 'json' }).$type<Content>().notNull(),
    meta: text('meta', { mode: 'json' }).$type<EntryMeta>().notNull(),
    at: integer('at').notNull(),
  },
  (table) => [
    uniqueIndex('entries_place').on(table.sessionId, table.branch, table.position),
    index('entries_dividers').on(table.sessionId, table.seq).where(divides),
  ],
);

export const branches = sqliteTable(
  'branches',
  {
    sessionId: text('session_id').notNull(),
    branch: integer('branch').notNull(),
    fromBranch: integer('from_branch'),
    fromPosition: integer('from_position').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.branch] })],
);

/** Words, not parameters: only so does SQLite see that a query may use the index of unfinished runs. */
export const unfinished = sql`"state" in ('queued', 'running')`;

export const runs = sqliteTable(
  'runs',
  {
    sessionId: text('session_id').notNull(),
    id: text('id').notNull(),
    state: text('state').$type<RunState>().notNull(),
    input: text('input', { mode: 'json' }).$type<RunInput>().notNull(),
    entryId: text('entry_id').notNull(),
    position: integer('position'),
    text: text('text').notNull(),
    acceptedAt: integer('accepted_at').notNull(),
    startedAt: integer('started_at'),
    endedAt: integer('ended_at'),
    stopReason: text('stop_reason'),
    error: text('error'),
  },
  (table) => [
    primaryKey({ columns: [table.sessionId, table.id] }),
    index('runs_id').on(table.id),
    index('runs_unfinished').on(table.sessionId).where(unfinished),
  ],
);

export const devices = sqliteTable('devices', {
  id: text('id').primaryKey(),
  publicKey: text('public_key').notNull(),
  name: text('name'),
  platform: text('platform'),
  clientId: text('client_id').notNull(),
  clientMode: text('client_mode').notNull(),
  role: text('role').notNull(),
  scopes: text('scopes', { mode: 'json' }).$type<string[]>().notNull(),
  generation: integer('generation').notNull(),
  issuedAt: integer('issued_at').notNull(),
  approvedVia: text('approved_via').notNull(),
  createdAt: integer('created_at').notNull(),
  seenAt: integer('seen_at').notNull(),
  deviceFamily: text('device_family'),
  tokenScopes: text('token_scopes', { mode: 'json' }).$type<string[]>(),
  revokedAt: integer('revoked_at'),
});

export const pairingRequests = sqliteTable('pairing_requests', {
  deviceId: text('device_id').primaryKey(),
  id: text('id').notNull(),
  publicKey: text('public_key').notNull(),
  name: text('name'),
  platform: text('platform').notNull(),
  deviceFamily: text('device_family'),
  clientId: text('client_id').notNull(),
  clientMode: text('client_mode').notNull(),
  role: text('role').notNull(),
  scopes: text('scopes', { mode: 'json' }).$type<string[]>().notNull(),
  reason: text('reason').$type<PairingReason>().notNull(),
  address: text('address').notNull(),
  origin: text('origin'),
  createdAt: integer('created_at').notNull(),
  askedAt: integer('asked_at').notNull(),
});

/** Files of messages. One that is not ready is still being written, or was given up. */
export const media = sqliteTable(
  'media',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    type: text('type').notNull(),
    kind: text('kind').$type<MediaKind>().notNull(),
    size: integer('size').notNull(),
    digest: text('digest').notNull(),
    width: integer('width'),
    height: integer('height'),
    text: text('text'),
    createdAt: integer('created_at').notNull(),
    ready: integer('ready', { mode: 'boolean' }).notNull(),
  },
  (table) => [index('media_created').on(table.createdAt)],
);

/** Their bytes, in pieces of one size, so that no statement and no answer is larger than that. */
export const mediaPieces = sqliteTable(
  'media_pieces',
  {
    mediaId: text('media_id').notNull(),
    piece: integer('piece').notNull(),
    bytes: blob('bytes', { mode: 'buffer' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.mediaId, table.piece] })],
);

/** Which sessions hold which files. */
export const mediaHolds = sqliteTable(
  'media_holds',
  { mediaId: text('media_id').notNull(), sessionId: text('session_id').notNull() },
  (table) => [
    primaryKey({ columns: [table.mediaId, table.sessionId] }),
    index('media_holds_session').on(table.sessionId),
  ],
);

/** Texts that agents keep where there is no disk. A folder is what stands before a slash. */
export const workspaceFiles = sqliteTable(
  'workspace_files',
  {
    agentId: text('agent_id').notNull(),
    path: text('path').notNull(),
    text: text('text').notNull(),
    size: integer('size').notNull(),
    modifiedAt: integer('modified_at').notNull(),
  },
  // With the sizes in it, so that nobody walks through all texts to add them up.
  (table) => [
    primaryKey({ columns: [table.agentId, table.path] }),
    index('workspace_files_facts').on(table.agentId, table.path, table.size, table.modifiedAt),
  ],
);

/** Facts about the file itself: which migrations made it. */
export const meta = sqliteTable('meta', { name: text('name').primaryKey(), value: text('value').notNull() });

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

true satisfies Same<typeof sessions.$inferSelect, SessionRecord>;
true satisfies Same<typeof entries.$inferSelect, Entry>;
true satisfies Same<typeof branches.$inferSelect, Branch>;
true satisfies Same<typeof runs.$inferSelect, Run>;
true satisfies Same<typeof devices.$inferSelect, Device>;
true satisfies Same<typeof pairingRequests.$inferSelect, PairingRequest>;
