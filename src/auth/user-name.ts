// Names of people as proxies send them: whether one is a name at all, and whether two are the same person.

const LONGEST = 256;
/** Caddy and Apache send these where their sign-in named nobody. */
const unfilled = /[{}]|^\(null\)$/;

/** One name, alone in its header; null for what is empty, joined of several, or holds what no name holds. */
export function readUser(header: string): string | null {
  const name = header.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return name === '' || name.length > LONGEST || /[\u0000-\u001f\u007f,]/.test(name) || unfilled.test(name)
    ? null
    : name;
}

/** An address of mail is the same in capitals; any other name only letter by letter. */
export function isSameUser(one: string, other: string): boolean {
  return one === other || (isMail(one) && isMail(other) && lowered(one) === lowered(other));
}

function isMail(name: string): boolean {
  return /^[^@\s]+@[^@\s]+$/.test(name);
}

/** ASCII only: a look-alike letter must not become the one that it looks like. */
function lowered(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
