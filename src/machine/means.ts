// What a machine lends the agents of its gateway: its folders, its way out, its programs and its secrets.
import { homedir } from 'node:os';
import type { Offer } from '../agents/offers.ts';
import { createModels } from '../agents/opened-models.ts';
import type { Means } from '../assembly/agent-side.ts';
import { type Attempt, PdfReading } from '../assembly/pdf-reading.ts';
import type { ServeOptions } from '../cli/serve.ts';
import { sha256 } from './digest.ts';
import type { Home } from './home.ts';
import { programOpener } from './mcp-stdio.ts';
import { secretSources } from './secret-sources.ts';
import { openWeb } from './web.ts';
import { openWorkspaces } from './workspace.ts';

type Given = { home: Home; options: ServeOptions; readPdf: Attempt; offers: () => readonly Offer[]; now: () => number };

export function openMeans({ home, options, readPdf, offers, now }: Given): { means: Means; close(): void } {
  const { settings, database } = home;
  const { stateDirectory, environment } = options;
  const pdfs = new PdfReading(readPdf);
  const means: Means = {
    settings,
    settingsPath: stateDirectory.settings,
    database,
    workspaces: openWorkspaces({
      settings: () => settings,
      stateDirectory: stateDirectory.path,
      settingsFile: stateDirectory.settings,
      home: homedir(),
    }),
    web: openWeb,
    openProgram: programOpener(environment),
    secrets: secretSources({ providers: settings.secrets.providers, environment, hide: home.logs.hide, now }),
    models: createModels(),
    newDigest: sha256,
    readPdf: pdfs.read,
    offers,
  };
  return { means, close: () => pdfs.close() };
}
