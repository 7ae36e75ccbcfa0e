// Workspaces of both kinds, each in a place of its own: what an agent has on a disk, it has in a database.
import { mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import type { Workspaces } from '../../src/agent-seams.ts';
import { Settings } from '../../src/config/schema.ts';
import { openWorkspaces } from '../../src/machine/workspace.ts';
import { createWorkspaces } from '../../src/store/workspace.ts';
import { openStore } from './fixture.ts';

export const kinds: [string, () => Promise<Workspaces>][] = [
  ['on a disk', async () => openOnDisk()],
  ['in a database', openInDatabase],
];

export function openOnDisk(): Workspaces {
  const state = mkdtempSync(join(tmpdir(), 'pincer-kinds-'));
  onTestFinished(() => rmSync(state, { recursive: true, force: true }));
  const settings = v.parse(Settings, {});
  const settingsFile = join(state, 'openclaw.json');
  return openWorkspaces({ settings: () => settings, stateDirectory: state, settingsFile, home: state });
}

export async function openInDatabase(): Promise<Workspaces> {
  const { db } = await openStore();
  return createWorkspaces(db, Date.now);
}

/** In a database a folder is gone with its last file; on a disk it stays. */
export function dropEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const path = join(folder, entry.name);
    dropEmptyFolders(path);
    if (readdirSync(path).length === 0) rmdirSync(path);
  }
}
