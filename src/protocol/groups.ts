// sessions.groups.*: the groups of sessions, their order, and what a new session in one begins with.
import * as v from 'valibot';
import { printable } from './names.ts';

export const GroupName = v.pipe(v.string(), v.nonEmpty(), v.maxLength(512), printable);
const Names = v.pipe(v.array(GroupName), v.maxLength(1000));
const Text = v.pipe(v.string(), v.nonEmpty());

const Listing = {
  groups: v.array(v.object({ name: GroupName, position: v.pipe(v.number(), v.integer(), v.minValue(0)) })),
  sectionOrder: v.array(GroupName),
};
const Defaults = {
  defaults: v.array(v.object({ name: GroupName, cwd: v.optional(Text), worktree: v.optional(v.boolean()) })),
};

export const GroupsList = v.object(Listing);
export const GroupsDefaults = v.object(Defaults);

export const GroupsPutParams = v.object({ names: Names, sectionOrder: v.optional(Names) });
export const GroupsRenameParams = v.object({ name: GroupName, to: GroupName });
export const GroupsDeleteParams = v.object({ name: GroupName });
export const GroupsUpdateParams = v.object({
  name: GroupName,
  cwd: v.nullable(v.pipe(Text, v.maxLength(4096), printable)),
  worktree: v.boolean(),
});

export const GroupsChanged = v.object({
  ok: v.literal(true),
  ...Listing,
  updatedSessions: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
export const GroupsUpdated = v.object({ ok: v.literal(true), ...Defaults });
