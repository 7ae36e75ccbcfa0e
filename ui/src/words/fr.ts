import { english, type Words } from './en.ts';

export const french: Words = english;
