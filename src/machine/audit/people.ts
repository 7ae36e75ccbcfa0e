// Who else has an account on this machine, as far as the system's own list says.
import { readFileSync } from 'node:fs';

/** Below and above are accounts of services. */
const PEOPLE = { first: 1000, last: 60_000 };
const NO_SHELL = /(?:nologin|false|sync|halt|shutdown)$/;

/** Empty where there is no such list: what is not known is not held against anybody. */
export function otherPeople(list = '/etc/passwd', me = process.getuid?.()): string[] {
  return linesOf(list).flatMap((line) => {
    const [name = '', , id, , , , shell = ''] = line.split(':');
    const number = Number(id);
    const person = number >= PEOPLE.first && number <= PEOPLE.last && number !== me && !NO_SHELL.test(shell);
    return person ? [name] : [];
  });
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}
