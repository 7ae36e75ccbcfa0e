// Looks at the page in every frame, right before it is painted: how often each of some words stands where a person would
// call it the message: in the conversation, among those that wait, and where it is written. Its beginning in the list of
// sessions, in a title or in a search is no message, and neither is what is only there to be spoken.
import type { Page } from 'playwright-core';

/** One state of one document, from this frame on until the next look. */
type Look = { document: number; frame: number; shown: number[]; written: number[] };

export type Frames = {
  /** How many frames were looked at. */
  count(): Promise<number>;
  /** In which frame a word was missing, or there twice, since it was first there. */
  faults(): Promise<string[]>;
};

/** Has to be asked before the page opens. Each word must be one that nobody else says. */
export async function sampleFrames(page: Page, words: readonly string[]): Promise<Frames> {
  const looks: Look[] = [];
  await page.exposeFunction('noteLook', (look: Look) => looks.push(look));
  await page.addInitScript(lookAtFrames, words);
  return {
    count: () => page.evaluate(() => Number(Object(globalThis).framesSeen)),
    async faults() {
      // A frame later, all that the page has told before is here.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      return words.flatMap((word, index) => faultsOf(word, index, looks));
    },
  };
}

function faultsOf(word: string, index: number, looks: readonly Look[]): string[] {
  const faults: string[] = [];
  let known = 0;
  let before = 0;
  for (const { document, frame, shown, written } of looks) {
    if (document !== known) before = 0;
    known = document;
    const now = (shown[index] ?? 0) + (written[index] ?? 0);
    if (now > 1) faults.push(`"${word}" is there ${now} times in frame ${frame}`);
    if (now === 0 && before > 0) faults.push(`"${word}" is gone in frame ${frame}`);
    before = now;
  }
  return faults;
}

/** Runs in the page. */
function lookAtFrames(words: readonly string[]): void {
  const place: { framesSeen: number; noteLook(look: Look): void } = Object(globalThis);
  place.framesSeen = 0;
  let last = '';
  const look = () => {
    place.framesSeen += 1;
    const places = [...document.querySelectorAll<HTMLElement>('[role=log], .composer-queue')];
    const fields = [...document.querySelectorAll('textarea')];
    const times = (texts: string[]) => words.map((word) => texts.join('\n').split(word).length - 1);
    // biome-ignore lint/performance/useDomNodeTextContent: what is folded or hidden is not on the screen
    const shown = times(places.map(({ innerText }) => innerText));
    const written = times(fields.map(({ value }) => value));
    const seen = JSON.stringify([shown, written]);
    if (seen === last) return;
    last = seen;
    place.noteLook({ document: performance.timeOrigin, frame: place.framesSeen, shown, written });
  };
  // What a frame calls back sees the page before others have had their turn in the same frame; an observer of sizes comes
  // after all of them, when nothing but the painting is left.
  const mark = document.createElement('div');
  Object.assign(mark.style, { position: 'fixed', height: '1px', visibility: 'hidden' });
  mark.ariaHidden = 'true';
  new ResizeObserver(look).observe(mark);
  let wide = false;
  const next = () => {
    if (document.body && !mark.isConnected) document.body.append(mark);
    wide = !wide;
    mark.style.width = wide ? '2px' : '1px';
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}
