// A conversation for reading, in one of its forms.
import type { Message } from '../protocol/messages.ts';
import type { Heading } from './shown.ts';

export type ReadableFormat = 'md' | 'html';

export async function readable(
  format: ReadableFormat,
  heading: Heading,
  messages: readonly Message[],
): Promise<string> {
  switch (format) {
    case 'md':
      return (await import('./markdown.ts')).markdown(heading, messages);
    case 'html':
      return (await import('./html.ts')).html(heading, messages);
  }
}
