// A file's client that takes a new connection after it met a lock. The native driver does not reset a statement that
// found the file locked: it stays "in progress", and no COMMIT of that connection succeeds until it is garbage-collected.
import type { Client, InArgs, InStatement, TransactionMode } from '@libsql/client';
import { isLock } from './failure.ts';

export const DURABLE = 'PRAGMA synchronous = FULL';

export function reconnecting(client: Client): Client {
  async function guarded<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (isLock(error) && !client.closed) {
        client.reconnect();
        await client.execute(DURABLE);
      }
      throw error;
    }
  }

  return {
    protocol: client.protocol,
    get closed() {
      return client.closed;
    },
    execute: (statement: InStatement, args?: InArgs) =>
      guarded(typeof statement === 'string' ? client.execute(statement, args) : client.execute(statement)),
    batch: (statements, mode) => guarded(client.batch(statements, mode)),
    migrate: (statements) => guarded(client.migrate(statements)),
    transaction: (mode?: TransactionMode) => guarded(client.transaction(mode ?? 'write')),
    executeMultiple: (sql) => guarded(client.executeMultiple(sql)),
    sync: () => client.sync(),
    reconnect: () => client.reconnect(),
    close: () => client.close(),
  };
}
