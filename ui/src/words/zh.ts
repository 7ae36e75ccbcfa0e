import { english, type Words } from './en.ts';

export const chinese: Words = english;
