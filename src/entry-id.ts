// Names of entries: unique like any uuid, and in the order of time (version 7), so that a commit touches the end
// of the index and not a page somewhere in it.

export function entryId(now: number): string {
  const time = Math.max(0, Math.floor(now)).toString(16).padStart(12, '0').slice(-12);
  // Digits 13 on are random, but for the version.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
}
