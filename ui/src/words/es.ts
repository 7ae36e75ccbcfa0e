import { english, type Words } from './en.ts';

export const spanish: Words = english;
