// What the agents of a gateway have: their models, their tools, the folders they work in, the files they are sent.
import manifest from '../../package.json' with { type: 'json' };
import type { Digest, Intake, MediaStore, PdfReader, Toolbox, Web, Workspaces } from '../agent-seams.ts';
import { createAgent } from '../agents/agent.ts';
import { Bootstrap } from '../agents/bootstrap.ts';
import { Cooldown } from '../agents/cooldown.ts';
import { createInstructions } from '../agents/instructions.ts';
import type { Secrets } from '../agents/keys.ts';
import type { Offer } from '../agents/offers.ts';
import type { OpenModel } from '../agents/opened-models.ts';
import type { Settings } from '../config/schema.ts';
import { createIntake } from '../media/intake.ts';
import type { Agent, Principal, SessionIndex, Sessions, Terms } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { createMediaStore } from '../store/media.ts';
import { createFileTools } from '../tools/files.ts';
import { createToolServers, type ToolServersOptions } from '../tools/mcp.ts';
import { sessionTools } from '../tools/session-tools.ts';
import { createToolbox } from '../tools/toolbox.ts';
import { createWebFetch } from '../tools/web-fetch.ts';

export type AgentSide = {
  agent: Agent;
  workspaces: Workspaces;
  tools: Toolbox;
  cooldown: Cooldown;
  media: MediaStore;
  intake: Intake;
  /** Ends the lines to the servers that bring tools, and the programs among them. */
  endHelpers(): Promise<void>;
};

/** What the place lends them. */
export type Means = {
  settings: Settings;
  /** How people find the settings. */
  settingsPath: string;
  database: Database;
  workspaces: Workspaces;
  /** The way out, within the settings' bounds. */
  web: (bounds: { userAgent: string; timeoutMs: number; maxRedirects: number }) => Web;
  openProgram: ToolServersOptions['openProgram'];
  secrets: Secrets;
  models: OpenModel;
  newDigest: () => Digest;
  readPdf: PdfReader;
  offers: () => readonly Offer[];
};

type Needs = {
  means: Means;
  index: SessionIndex;
  terms: () => Terms;
  /** Asked for when a tool speaks to another session: the sessions have their agent first. */
  sessions: () => Sessions;
  now: () => number;
};

/** As whom tools speak to sessions: they may read and write, and change nothing of the gateway. */
const insider: Principal = {
  role: 'operator',
  scopes: ['operator.read', 'operator.write'],
  client: {
    id: 'gateway-client',
    displayName: 'Tools',
    version: manifest.version,
    platform: 'gateway',
    mode: 'backend',
  },
  method: 'none',
  deviceId: null,
  user: null,
  until: null,
};

export function openAgentSide({ means, index, terms, sessions, now }: Needs): AgentSide {
  const { settings, settingsPath, database, workspaces, offers, secrets, models } = means;
  const bootstrap = new Bootstrap();
  const fetching = settings.tools.web.fetch;
  const own = [
    ...sessionTools({ sessions, index, terms, principal: insider, now }),
    ...createFileTools(workspaces),
    ...(fetching.enabled ? [webTool(fetching, means.web)] : []),
  ];
  const { servers, close } = createToolServers({
    servers: settings.mcp.servers,
    version: manifest.version,
    openProgram: means.openProgram,
    now,
  });
  const tools = createToolbox({ settings: () => settings, tools: own, servers });
  const media = createMediaStore(database, means.newDigest);
  const cooldown = new Cooldown(now);
  const agent = createAgent({
    settings: () => settings,
    offers,
    tools,
    instructions: createInstructions({ settings: () => settings, workspaces, bootstrap, now }),
    secrets,
    models,
    cooldown,
    media,
    settingsPath,
  });
  const intake = createIntake(media, means.readPdf, now);
  return { agent: bootstrap.around(agent, workspaces), workspaces, tools, cooldown, media, intake, endHelpers: close };
}

function webTool(fetching: Settings['tools']['web']['fetch'], open: Means['web']) {
  const { maxChars, timeoutSeconds, maxRedirects } = fetching;
  const web = open({ userAgent: `pincer/${manifest.version}`, timeoutMs: timeoutSeconds * 1000, maxRedirects });
  return createWebFetch({ web, maxChars, timeoutSeconds });
}
