// What may be said at all: something, and in whole characters.
import { invalidRequest } from '../errors.ts';

export function checkWords(message: string): void {
  if (!message.isWellFormed()) {
    throw invalidRequest('Cannot take text with half a character in it (a lone surrogate): send it as valid Unicode');
  }
  if (/^[\s\p{Cc}\p{Cf}]*$/u.test(message)) {
    throw invalidRequest('Cannot take a message without visible characters: write something first');
  }
}
