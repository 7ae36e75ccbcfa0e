// Puts right what can be put right without asking: permissions, and a token where there never was one.
import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync } from 'node:fs';
import { makeSecret } from '../../auth/secret.ts';
import { setValue } from '../../config/edit.ts';
import { fileReason, MachineFailure } from '../failure.ts';
import { readIfThere } from '../private-file.ts';
import { writeSettings } from '../settings-file.ts';
import { openStateDirectory, type StateDirectory } from '../state-directory.ts';
import type { Finding, Mend } from './finding.ts';
import { octal } from './path-facts.ts';

export type Mended = { id: string; done: boolean; words: string };

export function mend(findings: readonly Finding[], directory: StateDirectory): Mended[] {
  const mendable = findings.flatMap(({ id, mend: way }) => (way ? [{ id, way }] : []));
  // The directory first: from then on nobody else can exchange what is in it.
  const steps = mendable.toSorted((one, other) => pathLength(one.way) - pathLength(other.way));
  return steps.map(({ id, way }) => {
    try {
      return { id, done: true, words: way.kind === 'close' ? close(way) : makeToken(directory) };
    } catch (error) {
      const reason = error instanceof MachineFailure ? error.message : fileReason(error);
      return { id, done: false, words: way.kind === 'close' ? `Cannot close ${way.path}: ${reason}` : reason };
    }
  });
}

/** Not by its name: what the name leads to could be exchanged between the look and the act. */
function close({ path, mode }: Extract<Mend, { kind: 'close' }>): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const held = fstatSync(file);
    const named = lstatSync(path);
    if (named.isSymbolicLink() || named.ino !== held.ino || named.dev !== held.dev) {
      throw new MachineFailure('something else has been put there');
    }
    if (held.isFile() && held.nlink > 1) throw new MachineFailure('it has another name elsewhere; chmod it by hand');
    fchmodSync(file, mode);
    return `Closed ${path}: ${octal(held.mode & 0o777)} became ${octal(mode)}`;
  } finally {
    closeSync(file);
  }
}

function makeToken(directory: StateDirectory): string {
  const { settings } = directory;
  openStateDirectory(directory);
  writeSettings(settings, setValue(readIfThere(settings) ?? '', 'gateway.auth.token', makeSecret()));
  return `Made a token and wrote it to gateway.auth.token in ${settings}; \`pincer web --print\` shows the link`;
}

function pathLength(way: Mend): number {
  return way.kind === 'close' ? way.path.length : Number.POSITIVE_INFINITY;
}
