// Whether what is written can be sent now, and if not, why.
import { type Attachment, countsForMessage, isUnderWay, MOST_FILES } from './attachment.ts';

export type Obstacle = 'away' | 'not-yours' | 'empty' | 'upload' | 'broken' | 'too-many';

type Written = { text: string; files: readonly Attachment[] };

export function isEmpty({ text, files }: Written): boolean {
  return text.trim() === '' && !files.some(countsForMessage);
}

export function obstacleTo(
  written: Written,
  { away, mayWrite }: { away: boolean; mayWrite: boolean },
): Obstacle | null {
  if (away) return 'away';
  if (!mayWrite) return 'not-yours';
  if (isEmpty(written)) return 'empty';
  const counted = written.files.filter(countsForMessage);
  if (counted.some(isUnderWay)) return 'upload';
  if (counted.some(({ standing: { state } }) => state === 'cut')) return 'broken';
  return counted.length > MOST_FILES ? 'too-many' : null;
}

/** The command that stops; the gateway takes it under each of these names. */
export function isStopCommand(text: string): boolean {
  return /^\s*\/(stop|abort|esc)\s*$/i.test(text);
}
