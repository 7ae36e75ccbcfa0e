// The folders that agents work in: which is whose, and reading and writing that stays inside.
import { realpathSync } from 'node:fs';
import { lstat, mkdir, rename } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Lines, Workspace, Workspaces } from '../agent-seams.ts';
import { expandHome } from '../config/environment.ts';
import type { Settings } from '../config/schema.ts';
import { type Act, because, LISTED, refusal, refuseLarge } from '../workspace-rules.ts';
import { WriteTurns } from '../workspace-turns.ts';
import { factsOf, listNames, makeFolders, Replaced, readText, readWhole, replaceText } from './workspace-file.ts';
import { type Bounds, findSpot, inWords, leadsOut, nameIn, type Spot } from './workspace-path.ts';

const ATTEMPTS = 3;

type Places = { settings: () => Settings; stateDirectory: string; settingsFile: string; home: string };

export function openWorkspaces(places: Places): Workspaces {
  const state = real(places.stateDirectory);
  const settingsFile = real(places.settingsFile);
  /** Somebody may work in the state directory or above it; secrets and sessions stay out of it all the same. */
  const isHidden = (path: string, home: string) => {
    if (path === settingsFile) return true;
    const within = relative(state, path);
    const fromState = relative(state, home);
    if (within === '' || leadsOut(within) || (fromState !== '' && !leadsOut(fromState))) return false;
    const [top = ''] = within.split(sep);
    return !/^memory$|\.md$/.test(top);
  };
  return (agentId) => openWorkspace({ root: workspaceRoot(places, state, agentId), isHidden });
}

/** The default agent has `workspace` in the state directory, another one its own beside it. */
function workspaceRoot({ settings, home }: Places, state: string, agentId: string): string {
  const { defaults, list } = settings().agents;
  const first = (list.find((agent) => agent.default) ?? list[0])?.id ?? 'main';
  const own = list.find(({ id }) => id === agentId)?.workspace;
  const shared = agentId === first ? (defaults.workspace ?? 'workspace') : undefined;
  // A name from a session key may hold anything, so it must not be read as a path.
  return resolve(state, expandHome(own ?? shared ?? `workspace-${encodeURIComponent(agentId.toWellFormed())}`, home));
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** By real path: two agents may have the same folder. */
const turns = new WriteTurns();

function openWorkspace(bounds: Bounds): Workspace {
  /** Looks where the path leads, and again when something moved meanwhile. */
  const at = async <T>(act: Act, path: string, work: (spot: Spot | null) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work(await findSpot(act, bounds, path));
      } catch (error) {
        if (!(error instanceof Replaced)) throw inWords(act, nameIn(bounds.root, path), error);
        if (attempt === ATTEMPTS) throw refusal(act, nameIn(bounds.root, path), because.replaced);
      }
    }
  };
  const toWrite = async <T>(act: Act, path: string, work: (spot: Spot) => Promise<T>): Promise<T> => {
    if (await at(act, path, async (spot) => spot === null)) await mkdir(bounds.root, { recursive: true, mode: 0o700 });
    const place = await at(act, path, async (spot) => spot?.path ?? bounds.root);
    return turns.take(place, () => at(act, path, async (spot) => work(spot ?? missing(act, bounds.root, path))));
  };
  return {
    root: bounds.root,
    look: (path) => at('read', path, async (spot) => (spot?.stats ? factsOf(spot.stats) : null)),
    read: (path, lines?: Lines) => at('read', path, async (spot) => (isThere(spot) ? readText(spot, lines) : null)),
    list: (path) => at('list', path, async (spot) => (isThere(spot) ? listFolder(spot, bounds.isHidden) : null)),
    write: async (path, text) => {
      // What is refused leaves no new workspace behind.
      const isNew = await at('write', path, async (spot) => spot === null);
      const planned = typeof text === 'string' ? text : isNew ? text(null) : '';
      refuseLarge(nameIn(bounds.root, path), planned);
      return toWrite('write', path, async (spot) => {
        if (typeof text === 'string') return replaceText(spot, text);
        return replaceText(spot, text(isThere(spot) ? await readWhole(spot) : null));
      });
    },
    move: async (from, to) => {
      const isNew = await at('move', from, async (spot) => spot === null);
      if (isNew) throw refusal('move', nameIn(bounds.root, from), because.absent);
      return toWrite('move', from, async (source) => {
        const target = await at('move', to, async (spot) => spot);
        if (!isThere(source)) throw refusal('move', source.name, because.absent);
        if (!target || target.stats) throw refusal('move', source.name, because.taken(to));
        if (target.path.startsWith(source.path + sep)) throw refusal('move', source.name, because.intoItself);
        makeFolders(target.base, relative(target.base, dirname(target.path)));
        await rename(source.path, target.path);
      });
    },
  };
}

type There = Spot & { stats: NonNullable<Spot['stats']> };

function isThere(spot: Spot | null): spot is There {
  return spot?.stats != null;
}

function missing(act: Act, root: string, path: string): never {
  throw refusal(act, nameIn(root, path), 'the workspace has just been removed');
}

async function listFolder({ path, name, home, stats }: There, isHidden: Bounds['isHidden']) {
  if (!stats.isDirectory()) throw refusal('list', name, because.isNoFolder);
  const found = listNames(path)
    .filter((entry) => (entry.isFile() || entry.isDirectory()) && !isHidden(join(path, entry.name), home))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const entries = await Promise.all(
    found.slice(0, LISTED).map(async (entry) => {
      const kind = entry.isDirectory() ? ('folder' as const) : ('file' as const);
      const size = kind === 'file' ? (await lstat(join(path, entry.name)).catch(() => null))?.size : 0;
      return { name: entry.name, kind, size: size ?? 0 };
    }),
  );
  return { entries, more: found.length - entries.length };
}
