// English: the language in which the page is written, and the measure of what the others have to say.
import { first } from './en-first.ts';
import { rooms } from './en-rooms.ts';

export const english = { ...first, ...rooms };
export type Words = typeof english;
export type FirstWords = typeof first;
export type RoomWords = typeof rooms;
