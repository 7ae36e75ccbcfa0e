// A toolbox with nothing but the real session_status, over a session of one entry.
import { newSession } from '../../actors/decisions.ts';
import type { Toolbox } from '../../src/agent-seams.ts';
import type { SessionIndex } from '../../src/ports.ts';
import { sessionStatus } from '../../src/tools/session-status.ts';
import { createToolbox } from '../../src/tools/toolbox.ts';
import { terms } from '../actors/fixture.ts';
import { admissionOf } from '../actors/visitor.ts';
import { makeSettings, NOW } from './turn.ts';

const session = { ...newSession('agent:main:main', NOW), position: 1 };
const index: SessionIndex = {
  list: async () => ({ sessions: [session], total: 1 }),
  find: async (by) => ('key' in by && by.key === session.key ? [session] : []),
  run: async () => null,
  unfinished: async () => [],
};

export function makeStatusTools(rules: object = {}): Toolbox {
  const settings = makeSettings(rules);
  const status = sessionStatus({
    sessions: () => {
      throw new Error('The status asks no session');
    },
    index,
    terms: () => terms,
    principal: admissionOf(['operator.read']).principal,
    now: () => NOW,
  });
  return createToolbox({ settings: () => settings, tools: [status], servers: [] });
}
