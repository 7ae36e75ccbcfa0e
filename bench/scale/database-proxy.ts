// Stands between workerd and sqld and counts what passes: requests, statements, bytes, and the rows that sqld says it read
// and wrote, which is what a hosted database is paid by.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type DatabaseCounts = {
  requests: number;
  /** Of the requests, those that write. */
  commits: number;
  statements: number;
  bytesIn: number;
  bytesOut: number;
  rowsRead: number;
  rowsWritten: number;
};
export type DatabaseProxy = { url: string; take(): DatabaseCounts; close(): void };

const nothing: DatabaseCounts = {
  requests: 0,
  commits: 0,
  statements: 0,
  bytesIn: 0,
  bytesOut: 0,
  rowsRead: 0,
  rowsWritten: 0,
};

export async function openProxy(target: string): Promise<DatabaseProxy> {
  let counts = { ...nothing };
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { 'content-type': type = 'application/json', authorization = '' } = incoming.headers;
    const headers = { 'content-type': type, authorization };
    const { method = 'GET' } = incoming;
    const sent = method === 'GET' ? { method } : { method, headers, body };
    const answer = await fetch(new URL(incoming.url ?? '/', target), sent);
    const text = await answer.text();
    counts.requests += 1;
    counts.bytesIn += body.length;
    counts.bytesOut += Buffer.byteLength(text);
    if (body.length > 0) add(counts, JSON.parse(String(body)), JSON.parse(text));
    outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
    outgoing.end(text);
  };
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    take() {
      const taken = counts;
      counts = { ...nothing };
      return taken;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function add(counts: DatabaseCounts, asked: unknown, answered: unknown): void {
  for (const sql of found(asked, 'sql')) {
    if (/^begin immediate/i.test(String(sql))) counts.commits += 1;
    else if (!/^(begin|commit|rollback)/i.test(String(sql))) counts.statements += 1;
  }
  for (const rows of found(answered, 'rows_read')) counts.rowsRead += Number(rows);
  for (const rows of found(answered, 'rows_written')) counts.rowsWritten += Number(rows);
}

/** Every value of that name, however deep: a pipeline has batches with steps in it. */
function found(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => found(one, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === name ? [inner] : found(inner, name)));
}
