// sessions.groups.*: the groups of sessions, and their order.
import * as v from 'valibot';
import { printable } from './names.ts';

export const GroupName = v.pipe(v.string(), v.nonEmpty(), v.maxLength(512), printable);
const Names = v.pipe(v.array(GroupName), v.maxLength(1000));

const Listing = {
  groups: v.array(v.object({ name: GroupName, position: v.pipe(v.number(), v.integer(), v.minValue(0)) })),
  sectionOrder: v.array(GroupName),
};
export const GroupsList = v.object(Listing);

export const GroupsPutParams = v.object({ names: Names, sectionOrder: v.optional(Names) });
export const GroupsRenameParams = v.object({ name: GroupName, to: GroupName });
export const GroupsDeleteParams = v.object({ name: GroupName });
export const GroupsChanged = v.object({
  ok: v.literal(true),
  ...Listing,
  updatedSessions: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
