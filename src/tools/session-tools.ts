// The tools about sessions, in the order in which they are shown.
import type { SessionSide } from './session-side.ts';
import { sessionStatus } from './session-status.ts';
import { sessionsHistory } from './sessions-history.ts';
import { sessionsList } from './sessions-list.ts';
import { sessionsSend } from './sessions-send.ts';
import type { Tool } from './tool.ts';

export function sessionTools(side: SessionSide): Tool[] {
  return [sessionStatus, sessionsList, sessionsHistory, sessionsSend].map((tool) => tool(side));
}
