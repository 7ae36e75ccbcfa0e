// What programs that connect are called by people.
import { roomWords } from '../words/words.ts';

function named(names: Readonly<Record<string, string>>, id: string): string {
  return Object.hasOwn(names, id) ? (names[id] ?? id) : id;
}

export function clientName(id: string): string {
  return named(roomWords.value.devices.clients, id);
}

export function modeName(mode: string): string {
  return named(roomWords.value.devices.modes, mode);
}
