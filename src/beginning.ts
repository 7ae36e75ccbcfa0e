// The beginning of a text, never cut inside of a character.

export function beginningOf(text: string, characters: number): string {
  const before = text.charCodeAt(characters - 1);
  const half = characters < text.length && before >= 0xd800 && before <= 0xdbff;
  return text.slice(0, half ? characters - 1 : characters);
}
