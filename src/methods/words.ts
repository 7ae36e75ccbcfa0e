// What may be said at all: something, and in whole characters.
import { invalidRequest } from '../errors.ts';

/** A file says something too. */
export function checkWords(message: string, attachments: readonly unknown[] = []): void {
  if (!message.isWellFormed()) {
    throw invalidRequest('Cannot take text with half a character in it (a lone surrogate): send it as valid Unicode');
  }
  if (attachments.length === 0 && /^[\s\p{Cc}\p{Cf}]*$/u.test(message)) {
    throw invalidRequest('Cannot take a message without visible characters: write something first');
  }
}
