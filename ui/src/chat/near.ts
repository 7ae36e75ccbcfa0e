// What a reader gets to is laid out in the very frame in which they get there. Left to itself, the browser finds out one
// frame later, and shows nothing in between to whoever jumps.

/** In heights of the view, on either side of it. */
const NEAR = 1;
const FAR = 4;

export function showNear(view: HTMLElement): void {
  const { top, bottom, height } = view.getBoundingClientRect();
  const chunks = [...view.querySelectorAll<HTMLElement>('.chunk')];
  const reaches = chunks.map((chunk) => {
    const box = chunk.getBoundingClientRect();
    return Math.max(top - box.bottom, box.top - bottom) / height;
  });
  // Written when all was read, else each would be measured anew.
  chunks.forEach((chunk, index) => {
    const reach = reaches[index] ?? FAR;
    if (reach < NEAR) chunk.dataset.near = 'true';
    else if (reach > FAR) delete chunk.dataset.near;
  });
}
