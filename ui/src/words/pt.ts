import { english, type Words } from './en.ts';

export const portuguese: Words = english;
