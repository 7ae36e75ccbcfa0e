// What a database server has stored, asked past the gateway: nobody is woken by it.
import { createClient } from '@libsql/client/http';
import type { Sqld } from '../fixtures/sqld.ts';

/** Until the answer to a question is that number. */
export async function stored({ url }: Pick<Sqld, 'url'>, question: string, answer: number): Promise<void> {
  const client = createClient({ url });
  for (;;) {
    const { rows } = await client.execute(question);
    if (Object.values(rows[0] ?? {})[0] === answer) break;
  }
  client.close();
}
