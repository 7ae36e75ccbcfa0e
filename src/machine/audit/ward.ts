// One file that is to be its owner's alone, judged by what the file system says of it.
import { type Finding, found } from './finding.ts';
import { isForeign, type Owner, octal, type PathFacts, pathFacts, weakParent } from './path-facts.ts';

export type Ward = {
  id: string;
  path: string;
  title: string;
  /** What others could do if they may read it; null when that is nothing. */
  read: string | null;
  /** What others could do if they may write it. */
  write: string;
  /** A log is less than a secret. */
  lesser?: true;
};

export type Around = {
  owner: Owner;
  /** Whether the file really is in the state directory. */
  isInside: (real: string) => boolean;
  /** Whether nobody else can reach what is in there. */
  shut: boolean;
};

export function auditWard(ward: Ward, { owner, isInside, shut }: Around): Finding[] {
  const facts = pathFacts(ward.path);
  if (!facts) return [];
  const inside = isInside(facts.real);
  return found(
    strange(ward, facts),
    permissions(ward, facts, inside, shut && inside),
    foreign(ward.id, ward.title, facts, owner),
    leadingOut(ward, facts, inside),
    // The folders above the state directory are judged once, for all that is inside.
    !inside && parent(ward.id, facts, owner),
  );
}

export function foreign(id: string, title: string, facts: PathFacts, owner: Owner): Finding | null {
  if (!isForeign(facts, owner)) return null;
  return {
    id: `${id}.owner`,
    severity: 'critical',
    what: `${title} ${facts.path} belongs to another user (${facts.owner})`,
    why: 'that user may do with it what he likes, whatever its permissions say',
    fix: 'find out why, then chown it to the user that runs the gateway',
  };
}

export function parent(id: string, { path, real }: PathFacts, owner: Owner): Finding | null {
  const weak = weakParent(real, owner);
  if (!weak) return null;
  const theirs = isForeign(weak, owner);
  const whose = theirs ? `belongs to another user (${weak.owner})` : `everybody may change (${octal(weak.mode)})`;
  return {
    id: `${id}.${theirs ? 'parent_owner' : 'parent_world_writable'}`,
    severity: theirs ? 'warning' : 'critical',
    what: `${path} lies in ${weak.real}, which ${whose}`,
    why: 'somebody else can put another thing in its place',
    fix: theirs ? 'move it into a directory of your own' : `chmod o-w ${weak.real}, or move it elsewhere`,
  };
}

function permissions(ward: Ward, facts: PathFacts, inside: boolean, shut: boolean): Finding | null {
  const { id, path, title, read, write, lesser } = ward;
  const writable = (facts.mode & 0o022) !== 0;
  const readable = (facts.mode & 0o044) !== 0;
  if (facts.kind !== 'file' || !(writable || (readable && read !== null))) return null;
  const group = !writable && (facts.mode & 0o004) === 0;
  const ending = writable ? 'writable' : group ? 'group_readable' : 'world_readable';
  return {
    id: `${id}.perms_${ending}`,
    severity: shut || lesser || group ? 'warning' : 'critical',
    what: `${title} ${path} may be ${writable ? 'written' : 'read'} by others (${octal(facts.mode)})`,
    why: `other users of this machine could ${writable ? write : read}${shut ? ', were the directory around it not shut' : ''}`,
    fix: `chmod 600 ${path}`,
    // What a link leads to elsewhere may be meant for others.
    ...(inside || !facts.link ? { mend: { kind: 'close', path: facts.real, mode: 0o600 } } : {}),
  };
}

function leadingOut({ id, title }: Ward, { path, real, link }: PathFacts, inside: boolean): Finding | null {
  if (inside || !link) return null;
  return {
    id: `${id}.symlink`,
    severity: 'warning',
    what: `${title} ${path} is a symbolic link to ${real}`,
    why: 'whoever may change what is there changes it for the gateway',
    fix: 'put the file itself there, if that is not meant',
  };
}

function strange({ id, title }: Ward, { path, kind }: PathFacts): Finding | null {
  if (kind === 'file') return null;
  return {
    id: `${id}.kind`,
    severity: 'warning',
    what: `${title} ${path} is no file`,
    why: 'the gateway cannot use it',
    fix: 'look at what is there, and take it away',
  };
}
