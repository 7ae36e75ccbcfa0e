// The state directory and what is in it: whether anybody else may read it, write it, or put something in its place.
import { dirname, sep } from 'node:path';
import type { StateDirectory } from '../state-directory.ts';
import { type Finding, found } from './finding.ts';
import { isWritableByOthers, octal, ownerOf, type PathFacts, pathFacts } from './path-facts.ts';
import { auditWard, foreign, parent, type Ward } from './ward.ts';

/** `secretPlaces` are the settings that hold a secret themselves. */
export function auditStateFiles(directory: StateDirectory, secretPlaces: readonly string[]): Finding[] {
  const owner = ownerOf(directory.path);
  const root = pathFacts(directory.path);
  // Where files have no permissions of this kind, nothing can be said about them.
  if (!root || owner === null) return [];
  const shut = (root.mode & 0o077) === 0;
  const around = { owner, shut, isInside: (real: string) => real.startsWith(root.real + sep) };
  return [
    ...found(open(root), linked(root), foreign('fs.state_dir', 'The state directory', root, owner)),
    ...found(parent('fs.state_dir', root, owner)),
    ...[dirname(directory.log), dirname(directory.tls.key)].flatMap((path) => found(!shut && openFolder(path))),
    ...wardsOf(directory, secretPlaces).flatMap((ward) => auditWard(ward, around)),
  ];
}

function wardsOf(
  { settings, database, signingKey, log, lock, tls }: StateDirectory,
  places: readonly string[],
): Ward[] {
  const write = 'decide who may come in, and which programs are run';
  return [
    { id: 'fs.config', path: settings, title: 'The settings file', read: readingOf(places), write },
    ...['', '-wal', '-shm'].map((end) => ({
      id: 'fs.database',
      path: `${database}${end}`,
      title: 'The database',
      read: 'read every conversation',
      write: 'change every conversation, and let devices in',
    })),
    {
      id: 'fs.signing_key',
      path: signingKey,
      title: 'The signing key',
      read: 'make the token of every device',
      write: 'put a key of their own there, and make the token of every device',
    },
    {
      id: 'fs.tls_key',
      path: tls.key,
      title: 'The key of the certificate',
      read: 'pretend to be the gateway',
      write: 'put a key of their own there',
    },
    {
      id: 'fs.lock',
      path: lock,
      title: 'The lock',
      read: null,
      write: 'keep the gateway from its start',
      lesser: true,
    },
    ...[log, `${log}.1`].map((path): Ward => {
      return { id: 'fs.log', path, title: 'The log', read: 'see who comes and goes', write: 'hide it', lesser: true };
    }),
  ];
}

function readingOf(places: readonly string[]): string {
  if (places.length === 0) return 'see who may come in, and how';
  const more = places.length > 4 ? ` and ${places.length - 4} more` : '';
  return `take the secrets in it: ${places.slice(0, 4).join(', ')}${more}`;
}

function open({ path, real, link, mode }: PathFacts): Finding | null {
  if ((mode & 0o077) === 0) return null;
  const world = (mode & 0o002) !== 0;
  const ending = world ? 'world_writable' : (mode & 0o020) !== 0 ? 'group_writable' : 'readable';
  return {
    id: `fs.state_dir.perms_${ending}`,
    severity: world ? 'critical' : 'warning',
    what: `The state directory ${path} is open to others (${octal(mode)})`,
    why: `other users of this machine can ${ending === 'readable' ? 'look into it' : 'put files of their own there'}`,
    fix: `chmod 700 ${path}`,
    ...(link ? {} : { mend: { kind: 'close', path: real, mode: 0o700 } }),
  };
}

function openFolder(path: string): Finding | null {
  const facts = pathFacts(path);
  if (facts?.kind !== 'folder' || facts.link || !isWritableByOthers(facts)) return null;
  return {
    id: 'fs.folder.perms_writable',
    severity: 'warning',
    what: `The directory ${path} may be written by others (${octal(facts.mode)})`,
    why: 'other users of this machine can put files of their own in the place of those in it',
    fix: `chmod 700 ${path}`,
    mend: { kind: 'close', path: facts.real, mode: 0o700 },
  };
}

function linked({ path, real, link }: PathFacts): Finding | null {
  if (!link) return null;
  return {
    id: 'fs.state_dir.symlink',
    severity: 'warning',
    what: `The state directory ${path} is a symbolic link to ${real}`,
    why: 'whoever may change the link, or what is there, has the gateway',
    fix: 'set OPENCLAW_STATE_DIR to where it really is',
  };
}
