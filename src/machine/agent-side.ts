// What the agents of one machine have: their models, their tools, the folders they work in, the files they are sent.

import { homedir } from 'node:os';
import manifest from '../../package.json' with { type: 'json' };
import type { Intake, MediaStore, Toolbox, Workspaces } from '../agent-seams.ts';
import { createAgent } from '../agents/agent.ts';
import { Bootstrap } from '../agents/bootstrap.ts';
import { Cooldown } from '../agents/cooldown.ts';
import { createInstructions } from '../agents/instructions.ts';
import type { Offer } from '../agents/offers.ts';
import type { ServeOptions } from '../cli/serve.ts';
import type { Settings } from '../config/schema.ts';
import { createIntake } from '../media/intake.ts';
import type { Agent, Principal, SessionIndex, Sessions, Terms } from '../ports.ts';
import { createMediaStore } from '../store/media.ts';
import { createFileTools } from '../tools/files.ts';
import { createToolServers } from '../tools/mcp.ts';
import { sessionTools } from '../tools/session-tools.ts';
import type { Tool } from '../tools/tool.ts';
import { createToolbox } from '../tools/toolbox.ts';
import { createWebFetch } from '../tools/web-fetch.ts';
import { sha256 } from './digest.ts';
import type { Home } from './home.ts';
import { programOpener } from './mcp-stdio.ts';
import { type Attempt, PdfReading } from './pdf-reading.ts';
import { secretSources } from './secret-sources.ts';
import { openWeb } from './web.ts';
import { openWorkspaces } from './workspace.ts';

export type AgentSide = {
  agent: Agent;
  workspaces: Workspaces;
  tools: Toolbox;
  cooldown: Cooldown;
  media: MediaStore;
  intake: Intake;
  /** Ends the programs that bring tools, and the reading of files. */
  endHelpers(): Promise<void>;
};

type Needs = {
  home: Home;
  options: ServeOptions;
  readPdf: Attempt;
  offers: () => readonly Offer[];
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

export function openAgentSide({ home, options, readPdf, offers, index, terms, sessions, now }: Needs): AgentSide {
  const { settings } = home;
  const workspaces = openWorkspaces({
    settings: () => settings,
    stateDirectory: options.stateDirectory.path,
    settingsFile: options.stateDirectory.settings,
    home: homedir(),
  });
  const bootstrap = new Bootstrap();
  const own: Tool[] = [
    ...sessionTools({ sessions, index, terms, principal: insider, now }),
    ...createFileTools(workspaces),
    ...webTools(settings.tools.web.fetch),
  ];
  const { servers, close } = createToolServers({
    servers: settings.mcp.servers,
    version: manifest.version,
    openProgram: programOpener(options.environment),
    now,
  });
  const tools = createToolbox({ settings: () => settings, tools: own, servers });
  const media = createMediaStore(home.database, sha256);
  const pdfs = new PdfReading(readPdf);
  const cooldown = new Cooldown(now);
  const agent = createAgent({
    settings: () => settings,
    offers,
    tools,
    instructions: createInstructions({ settings: () => settings, workspaces, bootstrap, now }),
    secrets: secretSources({
      providers: settings.secrets.providers,
      environment: options.environment,
      hide: home.logs.hide,
      now,
    }),
    cooldown,
    media,
    settingsPath: options.stateDirectory.settings,
  });
  return {
    agent: bootstrap.around(agent, workspaces),
    workspaces,
    tools,
    cooldown,
    media,
    intake: createIntake(media, pdfs.read, now),
    async endHelpers() {
      pdfs.close();
      await close();
    },
  };
}

function webTools({ enabled, maxChars, timeoutSeconds, maxRedirects }: Settings['tools']['web']['fetch']): Tool[] {
  if (!enabled) return [];
  const userAgent = `pincer/${manifest.version}`;
  const web = openWeb({ userAgent, timeoutMs: timeoutSeconds * 1000, maxRedirects });
  return [createWebFetch({ web, maxChars, timeoutSeconds })];
}
