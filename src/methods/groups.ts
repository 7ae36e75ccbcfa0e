// sessions.groups.*: the groups that people put sessions in. A session's own actor says which group it is in, so that
// nobody's memory of a session is older than the database.
import { invalidRequest } from '../errors.ts';
import type { Catalogue, Principal } from '../ports.ts';
import * as wire from '../protocol/groups.ts';
import { Nothing } from '../protocol/system.ts';
import { method, type Surroundings, type Table } from './method.ts';

export const groupMethods: Table = {
  'sessions.groups.list': method({
    params: Nothing,
    result: wire.GroupsList,
    handle: (_params, _caller, around) => listing(around),
  }),
  'sessions.groups.put': method({
    params: wire.GroupsPutParams,
    result: wire.GroupsChanged,
    async handle({ names, sectionOrder }, _caller, around) {
      await around.groups.change(({ sections }) => ({
        groups: [...new Set(names)],
        sections: sectionOrder ? [...new Set(sectionOrder)] : sections,
      }));
      return { ok: true as const, ...(await listing(around)) };
    },
  }),
  'sessions.groups.rename': method({
    params: wire.GroupsRenameParams,
    result: wire.GroupsChanged,
    async handle({ name, to }, { principal }, around) {
      await existing(name, around);
      if (name === to) return { ok: true as const, ...(await listing(around)), updatedSessions: 0 };
      // Written first, so that of two who rename at once the second is refused; a rename cut short can be repeated.
      await around.groups.change((catalogue) => renamed(catalogue, name, to));
      const updatedSessions = await move(name, to, principal, around);
      return { ok: true as const, ...(await listing(around)), updatedSessions };
    },
  }),
  'sessions.groups.delete': method({
    params: wire.GroupsDeleteParams,
    result: wire.GroupsChanged,
    async handle({ name }, { principal }, around) {
      await existing(name, around);
      const updatedSessions = await move(name, null, principal, around);
      await around.groups.change(({ groups, sections }) => ({
        groups: groups.filter((group) => group !== name),
        sections: sections.filter((section) => section !== name),
      }));
      return { ok: true as const, ...(await listing(around)), updatedSessions };
    },
  }),
};

async function listing(around: Surroundings) {
  const { groups, sections } = await around.groups.read();
  return { groups: groups.map((name, position) => ({ name, position })), sectionOrder: sections };
}

async function existing(name: string, around: Surroundings): Promise<void> {
  const { groups } = await around.groups.read();
  if (!groups.includes(name)) throw invalidRequest(`No group found: ${name}`);
}

function renamed({ groups, sections }: Catalogue, name: string, to: string): Catalogue {
  if (groups.includes(to) && groups.includes(name)) {
    throw invalidRequest(`Cannot rename the group '${name}' as there is one called '${to}' already`);
  }
  return {
    groups: groups.map((group) => (group === name ? to : group)),
    sections: sections.map((section) => (section === name ? to : section)),
  };
}

async function move(name: string, category: string | null, principal: Principal, around: Surroundings) {
  const keys = await around.groups.members(name);
  const expected = {};
  for (const key of keys) await around.sessions.call(principal, key, { type: 'patch', patch: { category }, expected });
  return keys.length;
}
