// What a deployment lends the agents of a gateway: folders in the database, a way out, and no programs.

import type { Secrets } from '../agents/keys.ts';
import { createModels } from '../agents/opened-models.ts';
import type { Means } from '../assembly/agent-side.ts';
import { GatewayError, invalidRequest } from '../errors.ts';
import { sha256 } from '../machine/digest.ts';
import type { Database } from '../store/database.ts';
import { createWorkspaces } from '../store/workspace.ts';
import { hide } from './log.ts';
import type { Place } from './place.ts';
import { openEdgeWeb } from './web.ts';

/** For all objects of an isolate: what speaks to a model is as large as what else a session has in memory. */
const models = createModels();

export function openMeans({ settings, settingsPath, environment }: Place, database: Database): Means {
  return {
    settings,
    settingsPath,
    database,
    workspaces: createWorkspaces(database, Date.now),
    web: openEdgeWeb,
    openProgram: async (name) => {
      throw invalidRequest(`nothing can be started here; give mcp.servers.${name} a url instead of a command`);
    },
    secrets: secretsOf(environment),
    models,
    newDigest: sha256,
    // It would hold up everybody who waits for the same object; models that read documents are given the file itself.
    readPdf: async () => null,
    offers: () => [],
  };
}

function secretsOf(environment: Place['environment']): Secrets {
  return {
    async read({ source, id }) {
      const secret = source === 'env' ? environment[id]?.trim() : undefined;
      if (secret) {
        hide([secret]);
        return secret;
      }
      const reason = source === 'env' ? `the variable "${id}" is not set` : 'Workers have no files and no programs';
      throw new GatewayError('UNAVAILABLE', `Cannot read the secret "${id}" (${source}): ${reason}`);
    },
    forget: () => undefined,
  };
}
