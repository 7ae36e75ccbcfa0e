// What many tests of the conversation begin with.
import type { Locator } from 'playwright-core';
import type { Gate, Model } from '../fixtures/model.ts';
import type { Visitor } from './visitor.ts';

/** Asks, and is done when the beginning of the answer is on the screen. */
export async function startsAnswering(visitor: Visitor, model: Model, asked: string, first: string): Promise<Gate> {
  const answer = model.gates(asked);
  await visitor.says(asked);
  answer.release(first);
  await visitor.message(first).waitFor();
  return answer;
}

/** As it stands on the screen, in one line. */
export async function shownIn(part: Locator): Promise<string> {
  return (await part.allInnerTexts()).join(' ').replaceAll(/\s+/g, ' ').trim();
}

/** What the browser itself says when its gateway is not there. */
export const broken =
  /WebSocket connection to .* failed|Failed to load resource: net::ERR|unknown error occurred when fetching the script/;
