// Which gateway of a deployment a request is for: the one that its path names, or its host.

/** The gateway of a deployment that has only one. */
export const ONLY = 'main';

/** With two dashes in a row, its variables could be read as those of a shorter name. */
const NAME = /^[a-z0-9](?:-?[a-z0-9]){0,62}$/;

/** The list is the same for every request, and may be long. */
let read: { list: string; names: ReadonlySet<string> } = { list: '', names: new Set() };

export type Addressed = {
  gateway: string;
  /** As the gateway is to see it: the part of the path that named it is gone. */
  path: string;
};

/** `names`: those that there are, as a variable lists them; without it there is one, whatever the address. */
export function addressed(url: URL, names: string | undefined): Addressed | null {
  const known = namesIn(names);
  if (known.size === 0) return { gateway: ONLY, path: url.pathname };
  const [, named, rest] = /^\/g\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
  if (named !== undefined) return known.has(named) ? { gateway: named, path: rest ?? '/' } : null;
  const [label = ''] = url.hostname.split('.');
  return known.has(label) ? { gateway: label, path: url.pathname } : null;
}

export function namesIn(list = ''): ReadonlySet<string> {
  if (list !== read.list) read = { list, names: new Set(list.split(/[\s,]+/).filter((name) => NAME.test(name))) };
  return read.names;
}

/** The first on the list that no gateway can have. */
export function wrongName(list = ''): string | undefined {
  return list.split(/[\s,]+/).find((name) => name !== '' && !NAME.test(name));
}

/** The name of an object of a gateway: no gateway's name has a slash in it, so none can be read as another's. */
export function objectName(gateway: string, key: string): string {
  return `${gateway}/${key}`;
}

export function readObjectName(name: string): { gateway: string; key: string } {
  const slash = name.indexOf('/');
  return { gateway: name.slice(0, slash), key: name.slice(slash + 1) };
}
