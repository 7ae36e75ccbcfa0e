// Which methods each door has.
import { agentMethods } from './agents.ts';
import { branchMethods } from './branches.ts';
import { chatMethods } from './chat.ts';
import { compactionMethods } from './compaction.ts';
import { groupMethods } from './groups.ts';
import { inventoryMethods } from './inventories.ts';
import type { Table } from './method.ts';
import { modelMethods } from './models.ts';
import { rosterMethods } from './roster.ts';
import { searchMethods } from './search.ts';
import { sessionMethods } from './sessions.ts';
import { systemMethods } from './system.ts';
import { usageMethods } from './usage.ts';

export const gatewayTables: readonly Table[] = [
  chatMethods,
  sessionMethods,
  branchMethods,
  compactionMethods,
  rosterMethods,
  searchMethods,
  groupMethods,
  usageMethods,
  agentMethods,
  modelMethods,
  systemMethods,
  inventoryMethods,
];

/** On a session's own socket: what is about that one session. */
export const sessionTables: readonly Table[] = [
  chatMethods,
  sessionMethods,
  branchMethods,
  compactionMethods,
  agentMethods,
  modelMethods,
];
