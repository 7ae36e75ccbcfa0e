// What a reader gets to is laid out in the very frame in which they get there. Left to itself, the browser finds out one
// frame later, and shows nothing in between to whoever jumps.

/** In heights of the view, on either side of it. */
const NEAR = 1;
const FAR = 4;

/** `marked` are those that were near before. */
export function showNear(view: HTMLElement, marked: Set<HTMLElement>): void {
  const { top, bottom, height } = view.getBoundingClientRect();
  const chunks = view.getElementsByClassName('chunk');
  const near: HTMLElement[] = [];
  for (let index = firstBelow(chunks, top - NEAR * height); index < chunks.length; index += 1) {
    const chunk = chunks[index];
    if (!(chunk instanceof HTMLElement) || chunk.getBoundingClientRect().top > bottom + NEAR * height) break;
    near.push(chunk);
  }
  const far = [...marked].filter((chunk) => {
    const box = chunk.getBoundingClientRect();
    return box.bottom < top - FAR * height || box.top > bottom + FAR * height;
  });
  // Written when all was read, else each would be measured anew.
  for (const chunk of near) {
    chunk.dataset.near = 'true';
    marked.add(chunk);
  }
  for (const chunk of far) {
    delete chunk.dataset.near;
    marked.delete(chunk);
  }
}

/** The first chunk that ends below a height on the screen; there may be hundreds, and only few are looked at. */
export function firstBelow(chunks: HTMLCollectionOf<Element>, height: number): number {
  let from = 0;
  let to = chunks.length;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if ((chunks[middle]?.getBoundingClientRect().bottom ?? 0) > height) to = middle;
    else from = middle + 1;
  }
  return from;
}
