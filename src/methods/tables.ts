// Which methods each door has.
import { agentMethods } from './agents.ts';
import { chatMethods } from './chat.ts';
import { inventoryMethods } from './inventories.ts';
import type { Table } from './method.ts';
import { modelMethods } from './models.ts';
import { rosterMethods } from './roster.ts';
import { sessionMethods } from './sessions.ts';
import { systemMethods } from './system.ts';

export const gatewayTables: readonly Table[] = [
  chatMethods,
  sessionMethods,
  rosterMethods,
  agentMethods,
  modelMethods,
  systemMethods,
  inventoryMethods,
];

/** On a session's own socket: what is about that one session. */
export const sessionTables: readonly Table[] = [chatMethods, sessionMethods, agentMethods, modelMethods];
