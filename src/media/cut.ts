// The beginning of a text, never cut inside of a character.

export function beginningOf(text: string, characters: number): string {
  const cut = text.slice(0, characters);
  return cut.length < text.length ? cut.toWellFormed().replace(/\uFFFD$/, '') : cut;
}
