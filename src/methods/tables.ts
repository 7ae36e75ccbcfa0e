// Which methods each door has.
import { agentFileMethods } from './agent-files.ts';
import { agentMethods } from './agents.ts';
import { branchMethods } from './branches.ts';
import { chatMethods } from './chat.ts';
import { commandMethods } from './commands/table.ts';
import { compactionMethods } from './compaction.ts';
import { deviceMethods } from './devices.ts';
import { groupMethods } from './groups.ts';
import { inventoryMethods } from './inventories.ts';
import { mediaMethods } from './media.ts';
import type { Table } from './method.ts';
import { modelMethods } from './models.ts';
import { rosterMethods } from './roster.ts';
import { searchMethods } from './search.ts';
import { sessionMethods } from './sessions.ts';
import { systemMethods } from './system.ts';
import { toolMethods } from './tools.ts';
import { usageMethods } from './usage.ts';

export const gatewayTables: readonly Table[] = [
  chatMethods,
  mediaMethods,
  sessionMethods,
  branchMethods,
  compactionMethods,
  rosterMethods,
  searchMethods,
  groupMethods,
  usageMethods,
  agentMethods,
  agentFileMethods,
  modelMethods,
  commandMethods,
  toolMethods,
  systemMethods,
  deviceMethods,
  inventoryMethods,
];

/** On a session's own socket: what is about that one session. */
export const sessionTables: readonly Table[] = [
  chatMethods,
  mediaMethods,
  sessionMethods,
  branchMethods,
  compactionMethods,
  agentMethods,
  modelMethods,
  commandMethods,
];
