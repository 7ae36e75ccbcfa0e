// What the settings lead to outside of the state directory: files with secrets, the certificate's key, programs.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Environment } from '../../config/environment.ts';
import type { SecretSource, Settings } from '../../config/schema.ts';
import { doorSecretFiles } from '../door-secret.ts';
import { expand } from '../secret-text.ts';
import { type Finding, found } from './finding.ts';
import { isForeign, isWritableByOthers, type Owner, octal, pathFacts } from './path-facts.ts';
import { parent } from './ward.ts';

type Program = { place: string; command: string };

export function auditOtherFiles(settings: Settings, environment: Environment, owner: Owner): Finding[] {
  if (owner === null) return [];
  const programs = [...secretPrograms(settings), ...toolPrograms(settings)];
  return [
    ...secretFiles(settings).flatMap((path) => found(readable(path, owner))),
    ...programs.flatMap((program) => replaceable(program, environment, owner)),
  ];
}

function secretFiles(settings: Settings): string[] {
  const { tls } = settings.gateway;
  const named = Object.values(settings.secrets.providers).flatMap((one) => (one.source === 'file' ? [one.path] : []));
  const alone = sourcesIn(settings).flatMap(({ source, id, provider }) =>
    source === 'file' && (provider === undefined || provider === 'default') ? [id] : [],
  );
  const own = tls.enabled && tls.keyPath !== undefined ? [tls.keyPath] : [];
  const paths = [...named, ...alone, ...own].map(expand);
  return [...new Set([...paths, ...safely(() => doorSecretFiles(settings))])];
}

function secretPrograms(settings: Settings): Program[] {
  const named = Object.entries(settings.secrets.providers).flatMap(([name, one]) =>
    one.source === 'exec' ? [{ place: `secrets.providers.${name}`, command: one.command }] : [],
  );
  const alone = sourcesIn(settings).flatMap(({ source, id, provider }) =>
    source === 'exec' && (provider === undefined || provider === 'default')
      ? [{ place: 'an apiKey', command: id }]
      : [],
  );
  return [...named, ...alone];
}

function toolPrograms(settings: Settings): Program[] {
  return Object.entries(settings.mcp.servers).flatMap(([name, server]) =>
    'command' in server && server.enabled ? [{ place: `mcp.servers.${name}`, command: server.command }] : [],
  );
}

function sourcesIn({ models }: Settings): SecretSource[] {
  return Object.values(models.providers).flatMap(({ apiKey }) => (typeof apiKey === 'object' ? [apiKey] : []));
}

function readable(path: string, owner: Owner): Finding | null {
  const facts = pathFacts(path);
  if (facts?.kind !== 'file') return null;
  const writable = isWritableByOthers(facts) || isForeign(facts, owner);
  if (!writable && (facts.mode & 0o004) === 0) return null;
  return {
    id: `secrets.file_${writable ? 'writable' : 'world_readable'}`,
    severity: 'warning',
    what: `${path} holds a secret, and others may ${writable ? 'write' : 'read'} it (${octal(facts.mode)})`,
    why: writable
      ? 'other users of this machine can put a secret of theirs there'
      : 'other users of this machine can take it',
    fix: `chmod 600 ${path}, unless others are meant to have it`,
  };
}

function replaceable({ place, command }: Program, environment: Environment, owner: Owner): Finding[] {
  const path = findProgram(command, environment);
  const facts = path === null ? null : pathFacts(path);
  if (!facts) return [];
  const writable = isWritableByOthers(facts) || isForeign(facts, owner);
  return found(
    writable && {
      id: 'programs.writable',
      severity: 'critical',
      what: `${facts.real}, which ${place} runs, may be changed by others (${octal(facts.mode)})`,
      why: 'whoever changes it runs programs of his own as the user of the gateway, and gets what it is told',
      fix: `chmod go-w ${facts.real}, and see that it belongs to you or to root`,
    },
    parent('programs', facts, owner),
  );
}

/** As a start without a shell would find it. */
function findProgram(command: string, { PATH = '' }: Environment): string | null {
  if (command.includes('/')) return expand(command);
  const candidates = PATH.split(delimiter).filter((folder) => folder !== '');
  return candidates.map((folder) => join(folder, command)).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A source that names a provider which is not there is no file; the gateway says so at its start. */
function safely(list: () => string[]): string[] {
  try {
    return list();
  } catch {
    return [];
  }
}
