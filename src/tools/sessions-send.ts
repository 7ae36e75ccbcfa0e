// sessions_send: says something in another session, as a message that its agent answers.
import * as v from 'valibot';
import type { ToolScene } from '../agent-seams.ts';
import { invalidRequest } from '../errors.ts';
import { existing, keyFrom, type SessionSide } from './session-side.ts';
import { defineTool, type Tool } from './tool.ts';

/** A run that was begun so says how far it is from a person: its name is this, the number of hops, and a uuid. */
const RUN = 'sessions-send';
const HOPS = 3;
const LONGEST_WAIT_SECONDS = 60;
const MESSAGE_CHARACTERS = 50_000;

const Input = v.object({
  key: v.optional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(512), v.description('Its key, from sessions_list'))),
  label: v.optional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(512), v.description('Its label, instead of the key'))),
  message: v.pipe(
    v.string(),
    v.maxLength(MESSAGE_CHARACTERS),
    v.check((text) => text.trim() !== '', 'it must have words in it'),
  ),
  timeoutSeconds: v.optional(
    v.pipe(
      v.number(),
      v.minValue(0),
      v.maxValue(LONGEST_WAIT_SECONDS),
      v.description('How long to wait for the answer; 0 does not wait'),
    ),
    30,
  ),
});

export function sessionsSend(side: SessionSide): Tool {
  return defineTool({
    name: 'sessions_send',
    label: 'Session Send',
    description:
      'Sends a message to another session of this gateway. Its agent answers there, and the answer is told here.',
    group: 'sessions',
    input: Input,
    timeoutMs: (LONGEST_WAIT_SECONDS + 15) * 1000,
    async run({ key, label, message, timeoutSeconds }, scene) {
      const hop = hopOf(scene.runId) + 1;
      if (hop > HOPS) {
        const words = `this run itself was begun by sessions_send, ${HOPS} sessions away from a person`;
        throw invalidRequest(`Cannot send any further as ${words}: answer here instead`);
      }
      const target = await existing(whom(key, label, scene, side), side);
      if (target.key === scene.sessionKey) {
        throw invalidRequest('Cannot send to the session that this is: answer here, or name another session');
      }
      const runId = `${RUN}:${hop}:${crypto.randomUUID()}`;
      await side.sessions().call(side.principal, target.key, {
        type: 'send',
        runId,
        message: message.toWellFormed(),
        sender: { id: scene.sessionKey, clientId: 'sessions_send', clientMode: 'agent' },
        queueMode: 'followup',
        instructions: instructionsFor(scene),
      });
      const sent = { session: target.key, runId };
      if (timeoutSeconds === 0) return JSON.stringify({ ...sent, status: 'accepted' });
      const end = await side.sessions().call(side.principal, target.key, {
        type: 'wait',
        runId,
        timeoutMs: timeoutSeconds * 1000,
      });
      // Also a run that took too long is over; one that nobody saw the end of is not.
      if (end.status === 'timeout' && end.endedAt === undefined) {
        return JSON.stringify({
          ...sent,
          status: 'unanswered',
          note: 'It is still at work: read it later with sessions_history',
        });
      }
      return JSON.stringify({
        ...sent,
        status: end.status,
        reply: end.terminalReply?.text ?? null,
        ...(end.error === undefined ? {} : { error: end.error }),
      });
    },
  });
}

export function hopOf(runId: string | null): number {
  const [name, hop] = (runId ?? '').split(':');
  return name === RUN && /^\d$/.test(hop ?? '') ? Number(hop) : 0;
}

function whom(key: string | undefined, label: string | undefined, scene: ToolScene, side: SessionSide) {
  if (key !== undefined) return { key: keyFrom(key, scene.agentId, side) };
  if (label !== undefined) return { label };
  throw invalidRequest('Cannot send as it is not said to whom: name the key or the label of a session');
}

function instructionsFor({ agentId, sessionKey }: ToolScene): string {
  const from = `the agent ${JSON.stringify(agentId)} in the session ${JSON.stringify(sessionKey)}`;
  return `The last message was not written by a person but sent by ${from}. It is told your answer.`;
}
