// sessions.usage and usage.cost: tokens and dollars by session, model, agent and day. What a part of them cost is not kept.
import * as v from 'valibot';
import { Key } from './sessions.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
const Day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2026-01-31'));
const Limit = v.pipe(v.number(), v.integer(), v.minValue(1));

const Span = {
  startDate: v.optional(Day),
  endDate: v.optional(Day),
  mode: v.optional(v.picklist(['utc', 'gateway', 'specific'])),
  timeZone: v.optional(Text),
  agentId: v.optional(Text),
};

export const UsageParams = v.optional(
  v.object({
    ...Span,
    key: v.optional(Key),
    range: v.optional(v.picklist(['7d', '30d', '90d', '1y', 'all'])),
    limit: v.optional(Limit, 100),
  }),
  {},
);
export type UsageParams = v.InferOutput<typeof UsageParams>;

export const CostParams = v.optional(
  v.object({ ...Span, days: v.optional(v.pipe(Limit, v.maxValue(366)), 30), key: v.optional(Key) }),
  {},
);

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const dollars = v.pipe(v.number(), v.minValue(0));
const none = v.literal(0);
const totals = {
  input: count,
  output: count,
  cacheRead: none,
  cacheWrite: none,
  totalTokens: count,
  totalCost: dollars,
  inputCost: none,
  outputCost: none,
  cacheReadCost: none,
  cacheWriteCost: none,
  missingCostEntries: count,
};
export const Totals = v.object(totals);
export type Totals = v.InferOutput<typeof Totals>;

const Daily = v.array(v.object({ date: Day, ...totals }));

export const UsageResult = v.object({
  updatedAt: v.number(),
  startDate: Day,
  endDate: Day,
  sessions: v.array(
    v.object({
      key: Text,
      sessionId: Text,
      scope: v.literal('instance'),
      label: v.optional(Text),
      updatedAt: v.number(),
      agentId: Text,
      usage: Totals,
    }),
  ),
  totals: Totals,
  aggregates: v.object({
    sessionCount: count,
    byModel: v.array(v.object({ provider: v.string(), model: v.string(), count, totals: Totals })),
    byProvider: v.array(v.object({ provider: v.string(), count, totals: Totals })),
    byAgent: v.array(v.object({ agentId: Text, totals: Totals })),
    daily: Daily,
  }),
});

export const CostResult = v.object({ updatedAt: v.number(), days: count, daily: Daily, totals: Totals });
