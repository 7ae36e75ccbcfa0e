// The tools that every model has, the demo included: each says only what the gateway knows.
import * as v from 'valibot';
import type { Turn } from '../ports.ts';

export type ToolFacts = { turn: Turn; model: string; now: number };

export type Tool = {
  description: string;
  parameters: v.GenericSchema;
  /** What it throws is told to the model. */
  run(input: unknown, facts: ToolFacts): string;
};

const ClockInput = v.object({
  timeZone: v.optional(v.pipe(v.string(), v.description('IANA name, for example Europe/Berlin'))),
});

export const tools = {
  session_status: {
    description: 'Tells the current time, and which session, agent and model this is and how long the conversation is.',
    parameters: v.object({}),
    run: (_input, facts) => JSON.stringify(sessionStatus(facts)),
  },
  clock: {
    description: 'Tells the date and the time, in the time zone of the gateway or in another one.',
    parameters: ClockInput,
    run: (input, { now }) => JSON.stringify(readClock(now, v.parse(ClockInput, input).timeZone)),
  },
} satisfies Record<string, Tool>;

export function sessionStatus({ turn, model, now }: ToolFacts) {
  return {
    time: new Date(now).toISOString(),
    session: turn.sessionKey,
    agent: turn.agentId,
    model,
    entries: turn.entries.length,
  };
}

function readClock(now: number, wanted: string | undefined) {
  const timeZone = wanted ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long', timeZone });
    return { time: new Date(now).toISOString(), timeZone, local: format.format(now) };
  } catch {
    throw new Error(`Cannot tell the time in "${timeZone.slice(0, 60)}": it is not an IANA time zone`);
  }
}
