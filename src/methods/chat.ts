// chat.*: talking, listening, stopping, and reading back.
import * as v from 'valibot';
import type { Caller } from '../ports.ts';
import * as chat from '../protocol/chat.ts';
import { runSlash } from './commands/run.ts';
import { listCommands } from './commands/table.ts';
import { historyMethods, readHistory } from './history.ts';
import { method, type Surroundings, type Table } from './method.ts';
import { permitMethod } from './permission.ts';
import { isStopPhrase } from './stop-phrases.ts';
import { keyOf, senderOf } from './target.ts';
import { checkWords } from './words.ts';

/** What chat.message.get gives when not told otherwise: all of it, up to what the protocol lets one ask for. */
const WHOLE = 2_000_000;

export const chatMethods: Table = {
  'chat.startup': method({
    params: chat.HistoryParams,
    result: chat.StartupResult,
    async handle(params, caller, around) {
      const history = await readHistory(params, caller, around);
      if ('kind' in history && history.kind === 'reset') return history;
      return { ...history, metadata: metadata(caller, around) };
    },
  }),
  ...historyMethods,
  'chat.send': method({
    params: chat.SendParams,
    result: v.union([chat.Sent, chat.Aborted]),
    async handle(params, caller, around) {
      const { attachments = [] } = params;
      checkWords(params.message, attachments);
      const key = keyOf(params.sessionKey, params.agentId, around);
      // Words that come with a file speak of it: they are a message, whatever they would do alone.
      if (attachments.length === 0) {
        const stopped = await stopInstead(params, caller, around);
        if (stopped) return stopped;
        const done = await runSlash({ key, runId: params.idempotencyKey, message: params.message }, caller, around);
        if (done) return done;
      }
      return around.sessions.call(caller.principal, key, {
        type: 'send',
        runId: params.idempotencyKey,
        message: params.message,
        sender: senderOf(caller),
        thinking: params.thinking,
        timeoutMs: params.timeoutMs,
        queueMode: params.queueMode,
        expectedLeaf: params.expectedLeafEntryId,
        attachments: await around.intake.receive(attachments, key),
      });
    },
  }),
  'chat.abort': method({
    params: chat.AbortParams,
    result: chat.Aborted,
    handle({ sessionKey, agentId, runId }, { principal }, around) {
      const key = keyOf(sessionKey, agentId, around);
      return around.sessions.call(principal, key, { type: 'abort', runId, clearQueued: false, origin: 'rpc' });
    },
  }),
  'chat.inject': method({
    params: chat.InjectParams,
    result: chat.Injected,
    handle({ sessionKey, agentId, message, label }, { principal }, around) {
      checkWords(message);
      return around.sessions.call(principal, keyOf(sessionKey, agentId, around), { type: 'inject', message, label });
    },
  }),
  'chat.message.get': method({
    params: chat.MessageGetParams,
    result: chat.MessageGot,
    handle({ sessionKey, agentId, messageId, maxChars }, { principal }, around) {
      const key = keyOf(sessionKey, agentId, around);
      return around.sessions.call(principal, key, { type: 'message', id: messageId, maxChars: maxChars ?? WHOLE });
    },
  }),
  'chat.metadata': method({
    params: chat.MetadataParams,
    result: chat.Metadata,
    handle: (_params, caller, around) => metadata(caller, around),
  }),
};

/** Words that mean "stop" are not a message while there is something to stop: they are sessions.abort. */
async function stopInstead(
  { sessionKey, agentId, message }: { sessionKey: string; agentId?: string | undefined; message: string },
  caller: Caller,
  around: Surroundings,
): Promise<chat.Aborted | null> {
  if (!isStopPhrase(message)) return null;
  permitMethod('sessions.abort', caller, {}, around);
  const abort = { type: 'abort', clearQueued: true, origin: 'stop-command' } as const;
  const stopped = await around.sessions.call(caller.principal, keyOf(sessionKey, agentId, around), abort);
  return stopped.aborted ? stopped : null;
}

function metadata({ locale }: Caller, around: Surroundings): chat.Metadata {
  return { models: around.models(), commands: listCommands(locale) };
}
