// The seam of usage: what models took and gave, added up.

/** What one session took of one model, added up for a quarter of an hour. */
export type Spent = {
  key: string;
  sessionId: string;
  label: string | null;
  updatedAt: number;
  agentId: string;
  quarter: number;
  provider: string;
  model: string;
  input: number;
  output: number;
  total: number;
  /** Dollars; 0 when nobody knows the price. */
  cost: number;
  answers: number;
};

/** From one time (inclusive) to another (exclusive), to the quarter of an hour; of one session or one agent or all. */
export type UsageLog = (span: {
  from: number;
  to: number;
  key?: string | undefined;
  agentId?: string | undefined;
}) => Promise<Spent[]>;
