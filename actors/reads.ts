// Every work that only reads a session, and what it is told.
import type { Command } from '../src/commands.ts';
import { GatewayError } from '../src/errors.ts';
import type { Terms, Transcript } from '../src/ports.ts';
import type { InFlightRun } from '../src/protocol/chat.ts';
import { toRow } from '../src/protocol/session-row.ts';
import { listBranches } from './branch-list.ts';
import { readCheckpoints } from './checkpoints.ts';
import { repeated } from './decisions.ts';
import { lend } from './fork.ts';
import type { History, View } from './history.ts';
import type { LiveRun } from './live-run.ts';
import type { Outbox } from './outbox.ts';
import type { SessionState } from './session-state.ts';
import type { Inner } from './writes.ts';

type Sources = { key: string; transcript: Transcript; history: History; outbox: Outbox; terms: Terms };

export async function read(work: Command | Inner, state: SessionState, from: Sources): Promise<unknown> {
  const { transcript, history } = from;
  switch (work.type) {
    case 'history':
      return history.read(view(state, from), work.params, work.maxChars);
    case 'message':
      return history.message(state.session, work.id, work.maxChars);
    case 'preview': {
      const items = await history.preview(view(state, from), work.limit, work.maxChars);
      return { items, exists: state.session !== null };
    }
    case 'replied': {
      const { runId } = work.asked;
      const { session } = state;
      const run = state.run(runId) ?? (session ? (await transcript.find(session.id, { run: runId })).run : undefined);
      return run ? repeated(run, work.asked) : null;
    }
    case 'branches':
      return listBranches(state, transcript);
    case 'checkpoints':
      return readCheckpoints(state, transcript, work.id);
    case 'trunk':
      return lend(state, work, transcript, history);
    default:
      throw new GatewayError('INTERNAL', `No way to serve ${work.type}`);
  }
}

function view(state: SessionState, { key, outbox, terms }: Sources): View {
  const live = () => {
    outbox.flush();
    state.live?.flush();
    outbox.flush();
    const { live } = state;
    return live ? inFlight(live) : null;
  };
  const { session, path, queued } = state;
  const row = session ? toRow(session, terms) : null;
  return { key, session, path, queued, live, row, defaults: terms.defaults };
}

/** Arguments beyond this are read in the transcript, once they are there. */
const LONGEST_ARGUMENTS = 8 * 1024;

function inFlight(live: LiveRun): InFlightRun {
  const run = { runId: live.run.id, text: live.text, startedAt: live.run.startedAt ?? 0 };
  const calls = live.openCalls.map(({ call, isError }) => {
    const { id: toolCallId, name, arguments: args } = call;
    const state = isError === null ? ('running' as const) : isError ? ('failed' as const) : ('done' as const);
    return { toolCallId, name, state, ...(JSON.stringify(args).length > LONGEST_ARGUMENTS ? {} : { args }) };
  });
  return calls.length === 0 ? run : { ...run, calls };
}
