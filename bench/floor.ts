// The floor: what transport, SQLite and broadcasting cost and nothing else. No authentication, no validation, no agent;
// the same frames, the same driver and the same promise (acknowledged after an fsynced commit) as the gateway gives.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { desc, eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { type WebSocket, WebSocketServer } from 'ws';

const entries = sqliteTable(
  'entries',
  {
    place: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    session: text().notNull(),
    message: text().notNull(),
    at: integer().notNull(),
  },
  (table) => [index('entries_session').on(table.session, table.place)],
);

type Row = Omit<typeof entries.$inferSelect, 'place'>;
type Params = { sessionKey: string; message: string; limit?: number; idempotencyKey?: string };
type Request = { id: string; method: string; params: Params };

const database = drizzle({ connection: { url: `file:${join(process.env.OPENCLAW_STATE_DIR ?? '.', 'floor.db')}` } });
for (const statement of [
  'PRAGMA journal_mode=WAL',
  'PRAGMA synchronous=FULL',
  `CREATE TABLE IF NOT EXISTS entries (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, session TEXT NOT NULL,
    message TEXT NOT NULL, at INTEGER NOT NULL)`,
  'CREATE INDEX IF NOT EXISTS entries_session ON entries (session, place)',
]) {
  await database.run(sql.raw(statement));
}
const newest = database
  .select({ id: entries.id, message: entries.message, at: entries.at, place: entries.place })
  .from(entries)
  .where(eq(entries.session, sql.placeholder('session')))
  .orderBy(desc(entries.place))
  .limit(sql.placeholder('limit'))
  .prepare();

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.env.OPENCLAW_GATEWAY_PORT) });
/** Each open connection with the number of the last event that it was sent. */
const connections = new Map<WebSocket, number>();
let batch: { socket: WebSocket; request: string; row: Row }[] = [];
let rows: { row: Row; resolve: () => void; reject: (error: unknown) => void }[] = [];

server.on('connection', (socket) => {
  socket.send(`{"type":"event","event":"connect.challenge","payload":{"nonce":"${randomUUID()}","ts":${Date.now()}}}`);
  socket.on('message', (data) => serve(socket, JSON.parse(data.toString())));
  socket.on('close', () => connections.delete(socket));
  socket.on('error', () => socket.terminate());
});

function serve(socket: WebSocket, { id, method, params }: Request): void {
  if (method === 'chat.inject') {
    if (batch.length === 0) setImmediate(commit);
    const row = { id: randomUUID(), session: params.sessionKey, message: params.message, at: Date.now() };
    batch.push({ socket, request: id, row });
  } else if (method === 'chat.send') {
    void talk(socket, id, params);
  } else if (method === 'chat.history') {
    void history(socket, id, params);
  } else if (method === 'connect') {
    connections.set(socket, 0);
    answer(socket, id, { type: 'hello-ok', protocol: 4, auth: { role: 'operator', scopes: [] } });
  } else if (method === 'health') {
    answer(socket, id, { ok: true, ts: Date.now() });
  } else {
    socket.send(`{"type":"res","id":"${id}","ok":false,"error":{"code":"INVALID_REQUEST","message":"unknown method"}}`);
  }
}

async function commit(): Promise<void> {
  const turn = batch;
  batch = [];
  await database.insert(entries).values(turn.map(({ row }) => row));
  for (const { socket, request, row } of turn) {
    const message = shown(row);
    const payload = { runId: `inject-${row.id}`, sessionKey: row.session, seq: 0, state: 'final', message };
    tell(payload);
    answer(socket, request, { ok: true, messageId: row.id });
  }
}

/** A run without an agent: the question is kept, then an answer that was known all along. */
async function talk(socket: WebSocket, id: string, { sessionKey: session, message, idempotencyKey: runId }: Params) {
  await keep({ id: randomUUID(), session, message, at: Date.now() });
  answer(socket, id, { runId, status: 'started' });
  const said = { id: randomUUID(), session, message: 'Hello there, and that is all.', at: Date.now() };
  tell({ runId, sessionKey: session, seq: 1, state: 'delta', deltaText: said.message, message: shown(said) });
  await keep(said);
  tell({ runId, sessionKey: session, seq: 2, state: 'final', message: shown(said) });
}

/** Rows of one turn of the event loop go into one commit. */
function keep(row: Row): Promise<void> {
  return new Promise((resolve, reject) => {
    if (rows.length === 0) setImmediate(commitRows);
    rows.push({ row, resolve, reject });
  });
}

async function commitRows(): Promise<void> {
  const turn = rows;
  rows = [];
  try {
    await database.insert(entries).values(turn.map(({ row }) => row));
    for (const { resolve } of turn) resolve();
  } catch (error) {
    for (const { reject } of turn) reject(error);
  }
}

function tell(payload: object): void {
  broadcast(`{"type":"event","event":"chat","payload":${JSON.stringify(payload)},"seq":`);
}

async function history(socket: WebSocket, id: string, { sessionKey, limit = 200 }: Params): Promise<void> {
  const rows = await newest.all({ session: sessionKey, limit });
  answer(socket, id, { sessionKey, messages: rows.reverse().map(shown), hasMore: rows.length === limit });
}

function shown({ id, message, at }: Pick<Row, 'id' | 'message' | 'at'>): object {
  return { role: 'assistant', content: [{ type: 'text', text: message }], timestamp: at, __openclaw: { id } };
}

function answer(socket: WebSocket, id: string, payload: object): void {
  socket.send(`{"type":"res","id":"${id}","ok":true,"payload":${JSON.stringify(payload)}}`);
}

function broadcast(head: string): void {
  for (const [socket, last] of connections) {
    connections.set(socket, last + 1);
    socket.send(`${head}${last + 1}}`);
  }
}
