// A server's client that does not take one lost connection for an error: what only reads is asked again. A keep-alive
// connection that the server has just closed fails the request that meets it, and the next one is answered.
import type { Client, InArgs, InStatement, TransactionMode } from '@libsql/client';
import { isLost } from './failure.ts';

/** About as long as a server takes to start again, and short enough that whoever asks does not wonder. */
const PAUSES_MS = [50, 150, 400];
/** A connection that broke without a word would be waited for until the system gives up, and that is minutes. */
const SILENCE_MS = 60_000;

type Statement = InStatement | [sql: string, args?: InArgs];

export function patient(client: Client): Client {
  return {
    protocol: client.protocol,
    get closed() {
      return client.closed;
    },
    execute(statement: InStatement, args?: InArgs) {
      const ask = () =>
        heard(typeof statement === 'string' ? client.execute(statement, args) : client.execute(statement));
      return reads(statement) ? insist(ask, PAUSES_MS) : ask();
    },
    batch(statements, mode) {
      const ask = () => heard(client.batch(statements, mode));
      return mode !== 'write' && statements.every(reads) ? insist(ask, PAUSES_MS) : ask();
    },
    migrate: (statements) => client.migrate(statements),
    transaction: (mode?: TransactionMode) => client.transaction(mode ?? 'write'),
    executeMultiple: (sql) => client.executeMultiple(sql),
    sync: () => client.sync(),
    reconnect: () => client.reconnect(),
    close: () => client.close(),
  };
}

/**
 * For writes that do the same when they are done twice, even when the first of them arrives last. That holds for what
 * takes something away by its name; what puts something there could bring back what was taken away in between.
 */
export function twice<T>(work: () => PromiseLike<T>): Promise<T> {
  return insist(work, PAUSES_MS.slice(1, 2));
}

async function insist<T>(ask: () => PromiseLike<T>, pauses: readonly number[]): Promise<T> {
  for (const pause of pauses) {
    try {
      return await ask();
    } catch (error) {
      if (!isLost(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return ask();
}

async function heard<T>(work: Promise<T>): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new NoAnswer()), SILENCE_MS);
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/** A name for a part of the statement may stand before it; what such a statement does is said by its other words. */
function reads(statement: Statement): boolean {
  const sql = typeof statement === 'string' ? statement : Array.isArray(statement) ? statement[0] : statement.sql;
  return /^\s*select\b/i.test(sql) || (/^\s*with\b/i.test(sql) && !/\b(insert|update|delete)\b/i.test(sql));
}

class NoAnswer extends Error {
  readonly code = 'NO_ANSWER';

  constructor() {
    super(`No answer of the database server within ${SILENCE_MS / 1000} seconds`);
  }
}
