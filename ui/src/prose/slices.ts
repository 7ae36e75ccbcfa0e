// Cuts a long text into slices that are laid out each by itself, at the ends of paragraphs and lines where there are any.
// As the text grows, all but the last slice stay as they are.

/** Of code, in characters. */
export const CODE_SLICE = 2048;

export function slicesOf(text: string, size: number): string[] {
  const slices: string[] = [];
  let at = 0;
  while (text.length - at > size) {
    const end = at + endOf(text.slice(at, at + size));
    slices.push(text.slice(at, end));
    at = end;
  }
  if (at < text.length) slices.push(text.slice(at));
  return slices;
}

function endOf(window: string): number {
  for (const sign of ['\n\n', '\n', ' ']) {
    const found = window.lastIndexOf(sign);
    if (found > 0) return found + sign.length;
  }
  // Not in the middle of a sign that takes two places.
  return /[\ud800-\udbff]$/.test(window) ? window.length - 1 : window.length;
}
