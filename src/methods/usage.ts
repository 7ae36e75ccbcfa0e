// sessions.usage and usage.cost: what models took and gave, by session, model, agent and day.
import { invalidRequest } from '../errors.ts';
import * as wire from '../protocol/usage.ts';
import type { Spent } from '../usage-log.ts';
import { method, type Surroundings, type Table } from './method.ts';
import { keyOf } from './target.ts';

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const days = { '7d': 7, '30d': 30, '90d': 90, '1y': 365, all: null } as const;

type Span = Pick<wire.UsageParams, 'startDate' | 'endDate' | 'mode' | 'timeZone' | 'agentId' | 'key'>;
type Dated = Spent & { date: string };

export const usageMethods: Table = {
  'sessions.usage': method({
    params: wire.UsageParams,
    result: wire.UsageResult,
    async handle({ range = '30d', limit, ...span }, _caller, around) {
      const { startDate, endDate, spent } = await read(span, days[range], around);
      const sessions = [...grouped(spent, ({ key }) => key).values()].map((rows) => ({ rows, of: rows[0] }));
      const known = sessions.flatMap(({ rows, of }) => (of ? [{ rows, of }] : []));
      known.sort((one, other) => other.of.updatedAt - one.of.updatedAt);
      const groups = <Name>(nameOf: (row: Dated) => string, make: (row: Dated) => Name) =>
        [...grouped(spent, nameOf).values()].flatMap((rows) =>
          rows.slice(0, 1).map((row) => ({ ...make(row), count: answersOf(rows), totals: sum(rows) })),
        );
      return {
        updatedAt: around.now(),
        startDate,
        endDate,
        sessions: known.slice(0, limit).map(({ rows, of }) => ({
          key: of.key,
          sessionId: of.sessionId,
          scope: 'instance' as const,
          ...(of.label === null ? {} : { label: of.label }),
          updatedAt: of.updatedAt,
          agentId: of.agentId,
          usage: sum(rows),
        })),
        totals: sum(spent),
        aggregates: {
          sessionCount: known.length,
          byModel: groups(
            ({ provider, model }) => `${provider}/${model}`,
            ({ provider, model }) => ({ provider, model }),
          ),
          byProvider: groups(
            ({ provider }) => provider,
            ({ provider }) => ({ provider }),
          ),
          byAgent: groups(
            ({ agentId }) => agentId,
            ({ agentId }) => ({ agentId }),
          ).map(({ agentId, totals }) => ({ agentId, totals })),
          daily: [...grouped(spent, ({ date }) => date)].map(([date, rows]) => ({ date, ...sum(rows) })),
        },
      };
    },
  }),
  'usage.cost': method({
    params: wire.CostParams,
    result: wire.CostResult,
    async handle({ days: wanted, ...span }, _caller, around) {
      const { startDate, endDate, spent } = await read(span, wanted, around);
      const byDay = grouped(spent, ({ date }) => date);
      const dates: string[] = [];
      for (let date = startDate; date <= endDate && dates.length < 366; date = shifted(date, 1)) dates.push(date);
      const daily = dates.map((date) => ({ date, ...sum(byDay.get(date) ?? []) }));
      return {
        updatedAt: around.now(),
        days: daily.length,
        daily,
        totals: sum(dates.flatMap((date) => byDay.get(date) ?? [])),
      };
    },
  }),
};

async function read(span: Span, back: number | null, around: Surroundings) {
  const dateOf = calendar(span);
  const endDate = checked(span.endDate) ?? dateOf(around.now());
  const startDate = checked(span.startDate) ?? (back === null ? '1970-01-01' : shifted(endDate, 1 - back));
  if (startDate > endDate)
    throw invalidRequest(`Cannot add up usage as it would end on ${endDate} before ${startDate}`);
  const rows = await around.usage({
    // A day begins up to fourteen hours before or after it does at Greenwich.
    from: Date.parse(startDate) - DAY_MS,
    to: Date.parse(endDate) + 2 * DAY_MS,
    key: span.key === undefined ? undefined : keyOf(span.key, span.agentId, around),
    agentId: span.agentId,
  });
  const dated = rows.map((row) => ({ ...row, date: dateOf(row.quarter * QUARTER_MS) }));
  return { startDate, endDate, spent: dated.filter(({ date }) => date >= startDate && date <= endDate) };
}

function calendar({ mode, timeZone }: Span): (time: number) => string {
  const zone = timeZone ?? (mode === 'utc' ? 'UTC' : undefined);
  try {
    const format = new Intl.DateTimeFormat('en-CA', {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      timeZone: zone,
    });
    return (time) => format.format(time);
  } catch {
    throw invalidRequest(`Cannot add up usage as there is no time zone '${zone}': name one such as Europe/Berlin`);
  }
}

function checked(date: string | undefined): string | undefined {
  if (date === undefined || shifted(date, 0) === date) return date;
  throw invalidRequest(`Cannot add up usage as there is no day ${date}`);
}

function shifted(date: string, by: number): string {
  const time = Date.parse(date);
  return Number.isNaN(time) ? '' : new Date(time + by * DAY_MS).toISOString().slice(0, 10);
}

function grouped(rows: readonly Dated[], nameOf: (row: Dated) => string): Map<string, Dated[]> {
  const groups = new Map<string, Dated[]>();
  for (const row of rows) {
    const group = groups.get(nameOf(row));
    if (group) group.push(row);
    else groups.set(nameOf(row), [row]);
  }
  return groups;
}

function answersOf(rows: readonly Dated[]): number {
  return rows.reduce((all, { answers }) => all + answers, 0);
}

function sum(rows: readonly Dated[]): wire.Totals {
  const add = (take: (row: Dated) => number) => rows.reduce((all, row) => all + take(row), 0);
  return {
    input: add(({ input }) => input),
    output: add(({ output }) => output),
    totalTokens: add(({ total }) => total),
    missingCostEntries: answersOf(rows.filter(({ cost }) => cost === 0)),
    cacheRead: 0,
    cacheWrite: 0,
    totalCost: add(({ cost }) => cost),
    inputCost: 0,
    outputCost: 0,
    cacheReadCost: 0,
    cacheWriteCost: 0,
  };
}
