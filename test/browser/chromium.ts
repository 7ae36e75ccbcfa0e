// The browser of these tests: the one that comes from the npm registry, with the libraries and the font beside it, so that
// a machine needs nothing installed. Where that one does not run, the system's.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packed from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import * as v from 'valibot';

/** What `launch` needs to know. */
export type Chromium = { path: string; environment: Record<string, string> };

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
const Version = v.pipe(v.string(), v.parseJson(), v.object({ version: v.string() }));
const installed = '/usr/bin/chromium';

export async function findChromium(): Promise<Chromium> {
  const ways = [unpack, async () => ({ path: installed, environment: {} })];
  const troubles: string[] = [];
  for (const way of ways) {
    try {
      const found = await way();
      await (await launch(found)).close();
      return found;
    } catch (error) {
      troubles.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`Cannot start a browser; install Debian's package chromium:\n${troubles.join('\n')}`);
}

/** Once in some hundreds of starts a browser breaks before it is there, and every test of a file would fail for it. */
const TRIES = 3;

export async function launch(found: Chromium): Promise<Browser> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await start(found);
    } catch (error) {
      if (tried === TRIES) throw error;
    }
  }
}

/** Each start has a fresh profile of its own, and calls nobody. */
function start({ path, environment }: Chromium): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    env: { PATH: process.env.PATH, HOME: dirname(path), ...environment },
    args: ['--disable-gpu', '--disable-quic', '--disable-sync', '--disable-background-networking'],
  });
}

async function unpack(): Promise<Chromium> {
  const { version } = v.parse(Version, readFileSync(join(modules, '@sparticuz/chromium/package.json'), 'utf8'));
  const folder = join(modules, '.cache', `chromium-${version}`);
  if (!existsSync(folder)) await unpackInto(folder);
  const fonts = join(folder, 'fonts.conf');
  return {
    path: join(folder, 'chromium'),
    environment: { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_FILE: fonts },
  };
}

/** Elsewhere first, then moved: a run that was ended in the middle leaves no half of a browser behind. */
async function unpackInto(folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  // The package looks here for where to unpack, and whether its libraries are wanted too.
  const wanted = { TMPDIR: draft, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' };
  const before = Object.keys(wanted).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, wanted);
  try {
    await packed.executablePath();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
  const places = [join(folder, 'fonts'), '/usr/share/fonts'].map((place) => `<dir>${place}</dir>`);
  const cache = `<cachedir>${join(folder, 'fonts-cache')}</cachedir>`;
  writeFileSync(join(draft, 'fonts.conf'), `<?xml version="1.0"?><fontconfig>${places.join('')}${cache}</fontconfig>`);
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}
