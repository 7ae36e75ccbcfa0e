// The inside of a gateway, the same wherever it runs: its agents and their tools, its files, and what methods know of
// the place they stand in. Who brings the database, the sessions and the doors is the host.
import manifest from '../../package.json' with { type: 'json' };
import type { Media } from '../../routes/media.ts';
import { readable } from '../export/readable.ts';
import { ControlWrites } from '../methods/control-writes.ts';
import type { Surroundings } from '../methods/method.ts';
import type { Sessions, Terms } from '../ports.ts';
import { createGroups } from '../store/groups.ts';
import { createTranscriptSearch } from '../store/search.ts';
import { createSessionIndex } from '../store/session-index.ts';
import { createUsageLog } from '../store/usage.ts';
import { type AgentSide, type Means, openAgentSide } from './agent-side.ts';
import { openMediaSide } from './media-side.ts';
import { modelViews } from './model-views.ts';
import { agentsOf, termsOf } from './terms.ts';

export type Interior = {
  terms: Terms;
  agents: AgentSide;
  media: Media;
  around: Surroundings;
  defaultAgent: { id: string; name: string };
};

/** What methods ask the host for. */
export type Host = Pick<Surroundings, 'devices' | 'config' | 'logs' | 'gateway' | 'vitals'> & {
  means: Means;
  signingKey: Uint8Array;
  /** Asked for when somebody speaks to a session: the sessions have their agent first. */
  sessions: () => Sessions;
  startedAt: number;
  now: () => number;
};

export function openInterior(host: Host): Interior {
  const { means, signingKey, now } = host;
  const { settings, database } = means;
  const terms = termsOf(settings);
  const index = createSessionIndex(database);
  const agents = openAgentSide({ means, index, terms: () => terms, sessions: host.sessions, now });
  const media = openMediaSide({ store: agents.media, intake: agents.intake, signingKey, now });
  const listed = agentsOf(settings);
  const around: Surroundings = {
    get sessions() {
      return host.sessions();
    },
    index,
    search: createTranscriptSearch(database),
    groups: createGroups(database),
    usage: createUsageLog(database),
    devices: host.devices,
    controlWrites: new ControlWrites(now),
    workspaces: agents.workspaces,
    media: media.links,
    uploadPass: media.uploadPass,
    intake: agents.intake,
    tools: agents.tools,
    terms: () => terms,
    agents: () => listed,
    readable,
    ...modelViews(settings, agents.cooldown),
    config: host.config,
    logs: host.logs,
    gateway: host.gateway,
    vitals: host.vitals,
    version: manifest.version,
    startedAt: host.startedAt,
    now,
  };
  const first = listed.find(({ isDefault }) => isDefault);
  return { terms, agents, media, around, defaultAgent: { id: first?.id ?? 'main', name: first?.name ?? 'Assistant' } };
}
