// A real database in a folder of its own, and records to put in it.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@libsql/client';
import { createClient } from '@libsql/client/sqlite3';
import { onTestFinished } from 'vitest';
import type { Change } from '../../src/ports.ts';
import type { Entry, Run, SessionRecord } from '../../src/records.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openTranscript } from '../../src/store/transcript.ts';
import { Writer } from '../../src/store/writer.ts';

export function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'state.db');
}

export function connect(file: string, timeout = 20): Client {
  const client = createClient({ url: `file:${file}`, concurrency: 1, timeout });
  onTestFinished(() => client.close());
  return client;
}

export async function openStore(file = temporaryFile()) {
  const db = await openDatabase(connect(file));
  const client = db.$client;
  const writer = new Writer(db);
  return { file, client, db, writer, transcript: (key: string) => openTranscript(db, writer, key) };
}

/** Counts the batches that a client is asked for from now on. */
export function countBatches(client: Client): () => number {
  let count = 0;
  const batch = client.batch.bind(client);
  client.batch = (statements, mode) => {
    count += 1;
    return batch(statements, mode);
  };
  return () => count;
}

export function session(over: Partial<SessionRecord> = {}): SessionRecord {
  const id = randomUUID();
  return {
    key: `agent:main:${id}`,
    id,
    agentId: 'main',
    revision: randomUUID(),
    createdAt: 1000,
    updatedAt: 1000,
    interactedAt: null,
    leafId: null,
    branch: 0,
    position: 0,
    branches: 1,
    nextSeq: 1,
    label: null,
    title: null,
    preview: null,
    parentKey: null,
    forkSource: null,
    model: null,
    thinking: null,
    archived: false,
    pinned: true,
    unread: false,
    status: null,
    activeRunId: null,
    startedAt: null,
    endedAt: null,
    inputTokens: 0,
    outputTokens: 0,
    contextTokens: 0,
    cost: 0,
    category: null,
    queueMode: null,
    version: 0,
    ...over,
  };
}

export function entry(of: SessionRecord, position: number, over: Partial<Entry> = {}): Entry {
  return {
    id: randomUUID(),
    sessionId: of.id,
    seq: position,
    branch: 0,
    position,
    parentId: null,
    role: 'user',
    content: `words ${position}`,
    meta: { runId: `run ${position}` },
    at: 1000 + position,
    ...over,
  };
}

export function run(of: SessionRecord, id: string, over: Partial<Run> = {}): Run {
  return {
    sessionId: of.id,
    id,
    state: 'queued',
    input: { message: 'hello', queueMode: 'followup' },
    entryId: randomUUID(),
    position: null,
    text: '',
    acceptedAt: 1000,
    startedAt: null,
    endedAt: null,
    stopReason: null,
    error: null,
    ...over,
  };
}

export function change(of: SessionRecord, over: Partial<Change> = {}): Change {
  return { base: null, session: of, entries: [], branches: [], runs: [], ...over };
}
