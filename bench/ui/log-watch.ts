// Looks at the conversation as each frame has painted it: whether its middle shows a line, and how far the line under the
// reader's eye has moved since the frame before.
import type { Page } from './stage.ts';

export type Watched = {
  frames: number;
  /** Without a line in the middle of the conversation. */
  blank: number;
  /** Pixels that the line in the middle moved in each frame; down is positive. */
  moves: number[];
};

export async function watchLog(page: Page): Promise<() => Promise<Watched>> {
  await page.evaluate(startWatching);
  return () => page.evaluate(() => Object(globalThis).endWatching());
}

/** Runs in the page. */
function startWatching(): void {
  const log = document.querySelector('[role=log]');
  if (!log) throw new Error('Cannot watch the conversation: there is none');
  const seen: Watched = { frames: 0, blank: 0, moves: [] };
  let eye: Element | null = null;
  let before = 0;
  const look = () => {
    const { left, width, top, height } = log.getBoundingClientRect();
    const lines: Element[] = [];
    for (let share = 0.25; share <= 0.75; share += 0.05) {
      const line = document.elementFromPoint(left + width / 2, top + height * share)?.closest('[data-key]');
      if (line) lines.push(line);
    }
    seen.frames += 1;
    if (lines.length === 0) seen.blank += 1;
    if (eye?.isConnected) seen.moves.push(eye.getBoundingClientRect().top - before);
    eye = lines[Math.floor(lines.length / 2)] ?? null;
    before = eye?.getBoundingClientRect().top ?? 0;
  };
  // What is called back in a frame comes before its layout; a message sent there arrives when it was painted.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = look;
  let on = true;
  const next = () => {
    port2.postMessage(null);
    if (on) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  Object.assign(globalThis, {
    endWatching() {
      on = false;
      return seen;
    },
  });
}
