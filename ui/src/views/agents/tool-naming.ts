// What groups and profiles of tools are called; one that the page does not know is called as the gateway calls it.
import { roomWords } from '../../words/words.ts';

function known(names: Readonly<Record<string, string>>, id: string): string | undefined {
  return Object.hasOwn(names, id) ? names[id] : undefined;
}

export function groupName({ id, label }: { id: string; label: string }): string {
  return known(roomWords.value.agents.tools.groups, id) ?? label;
}

export function profileName(id: string, label = id): string {
  return known(roomWords.value.agents.tools.profiles, id) ?? label;
}
