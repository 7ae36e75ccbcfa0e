// What models took and gave: written down beside the answers, read for any stretch of days.
import type { InStatement } from '@libsql/client';
import { and, asc, eq, gte, lt } from 'drizzle-orm';
import type { Entry } from '../records.ts';
import type { UsageLog } from '../usage-log.ts';
import type { Database } from './database.ts';
import { reading } from './failure.ts';
import { sessions, usage } from './tables.ts';

export const QUARTER_MS = 900_000;

const add = `
  insert into usage (session_id, quarter, provider, model, input, output, total, cost, answers)
  values (?, ?, ?, ?, ?, ?, ?, ?, 1)
  on conflict (session_id, quarter, provider, model) do update set
    input = input + excluded.input, output = output + excluded.output, total = total + excluded.total,
    cost = cost + excluded.cost, answers = answers + 1`;

export function spending(entries: readonly Entry[]): InStatement[] {
  const statements: InStatement[] = [];
  for (const { sessionId, at, meta } of entries) {
    if (!meta.usage) continue;
    const { input, output, totalTokens, cost = 0 } = meta.usage;
    const quarter = Math.floor(at / QUARTER_MS);
    const args = [sessionId, quarter, meta.provider ?? '', meta.model ?? '', input, output, totalTokens, cost];
    statements.push({ sql: add, args });
  }
  return statements;
}

export function createUsageLog(db: Database): UsageLog {
  return ({ from, to, key, agentId }) =>
    reading(
      db
        .select({
          key: sessions.key,
          sessionId: sessions.id,
          label: sessions.label,
          updatedAt: sessions.updatedAt,
          agentId: sessions.agentId,
          quarter: usage.quarter,
          provider: usage.provider,
          model: usage.model,
          input: usage.input,
          output: usage.output,
          total: usage.total,
          cost: usage.cost,
          answers: usage.answers,
        })
        .from(usage)
        .innerJoin(sessions, eq(sessions.id, usage.sessionId))
        .where(
          and(
            gte(usage.quarter, Math.floor(from / QUARTER_MS)),
            lt(usage.quarter, Math.ceil(to / QUARTER_MS)),
            key === undefined ? undefined : eq(sessions.key, key),
            agentId === undefined ? undefined : eq(sessions.agentId, agentId),
          ),
        )
        .orderBy(asc(usage.quarter)),
    );
}
