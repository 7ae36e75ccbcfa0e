// A folder that the page is served from: whoever may write there has every secret that is typed into the page.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, found } from './finding.ts';
import { isForeign, isWritableByOthers, type Owner, octal, type PathFacts, pathFacts } from './path-facts.ts';
import { parent } from './ward.ts';

/** So many are looked at; a page has fewer. */
const MOST = 2000;

export function auditPageFiles(root: string | undefined, owner: Owner): Finding[] {
  const facts = root === undefined ? null : pathFacts(root);
  if (!facts || owner === null) return [];
  const weak = [...everything(facts)].find((one) => isWritableByOthers(one) || isForeign(one, owner));
  return found(weak && changeable(weak, owner), parent('gateway.control_ui.root', facts, owner));
}

function changeable(facts: PathFacts, owner: Owner): Finding {
  const { path, mode } = facts;
  const theirs = isForeign(facts, owner);
  return {
    id: `gateway.control_ui.${theirs ? 'root_owner' : 'root_writable'}`,
    severity: 'critical',
    what: `The page of gateway.controlUi.root can be changed by others: ${path} ${theirs ? `belongs to another user (${facts.owner})` : `is open (${octal(mode)})`}`,
    why: 'whoever changes the page can send himself the secret of everyone who signs in',
    fix: `chmod -R go-w ${path}, and see that it belongs to you or to root`,
  };
}

function* everything(root: PathFacts): Generator<PathFacts> {
  const waiting = [root];
  for (let seen = 0; seen < MOST; seen += 1) {
    const next = waiting.shift();
    if (!next) return;
    yield next;
    // A link is not followed: the page is served from this folder alone.
    if (next.kind !== 'folder' || (next.link && next !== root)) continue;
    waiting.push(...inside(next.real).flatMap((name) => pathFacts(join(next.real, name)) ?? []));
  }
}

function inside(folder: string): string[] {
  try {
    return readdirSync(folder).slice(0, MOST);
  } catch {
    return [];
  }
}
