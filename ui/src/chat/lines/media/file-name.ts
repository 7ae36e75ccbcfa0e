// The name of a file as it may be shown: signs that turn the direction of reading could make "exe.jpg" of "gpj.exe".
import type { ShownMedia } from '../../../../../src/protocol/attachments.ts';

export function nameOf({ fileName, id }: ShownMedia): string {
  return fileName.replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\p{Cc}]/gu, '').trim() || id;
}
