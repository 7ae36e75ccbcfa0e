// What a reader gets to is laid out in the very frame in which they get there. Left to itself, the browser finds out one
// frame later, and shows nothing in between to whoever jumps.

/** In heights of the view, on either side of it. */
const NEAR = 1;
const FAR = 4;
const MOST_TURNS = 4;

/** `marked` are those that were near before. */
export function showNear(view: HTMLElement, marked: Set<HTMLElement>): void {
  for (const chunk of [...marked].filter((one) => isFar(view, one))) {
    delete chunk.dataset.near;
    marked.delete(chunk);
  }
  // What is laid out may be smaller than it was believed to be, and then there is more in sight.
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const fresh = nearIn(view).filter((chunk) => !marked.has(chunk));
    if (fresh.length === 0) return;
    for (const chunk of fresh) {
      chunk.dataset.near = 'true';
      marked.add(chunk);
    }
  }
}

function isFar(view: HTMLElement, chunk: HTMLElement): boolean {
  const { top, bottom, height } = view.getBoundingClientRect();
  const box = chunk.getBoundingClientRect();
  return box.bottom < top - FAR * height || box.top > bottom + FAR * height;
}

function nearIn(view: HTMLElement): HTMLElement[] {
  const { top, bottom, height } = view.getBoundingClientRect();
  const chunks = view.getElementsByClassName('chunk');
  const near: HTMLElement[] = [];
  for (let index = firstBelow(chunks, top - NEAR * height); index < chunks.length; index += 1) {
    const chunk = chunks[index];
    if (!(chunk instanceof HTMLElement) || chunk.getBoundingClientRect().top > bottom + NEAR * height) break;
    near.push(chunk);
  }
  return near;
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
