// What a call of a server's tool came to, as text: words as they are, everything else named.
import * as v from 'valibot';

/** More is not kept; the toolbox cuts what it hands on further. */
const MOST_CHARACTERS = 200_000;

const Resource = v.object({
  uri: v.optional(v.string(), ''),
  mimeType: v.optional(v.string()),
  text: v.optional(v.string()),
  blob: v.optional(v.string()),
});
const Part = v.variant('type', [
  v.object({ type: v.literal('text'), text: v.string() }),
  v.object({ type: v.picklist(['image', 'audio']), data: v.string(), mimeType: v.optional(v.string()) }),
  v.object({ type: v.literal('resource'), resource: Resource }),
  v.object({ type: v.literal('resource_link'), uri: v.string(), name: v.optional(v.string()) }),
]);
export const CallResult = v.object({
  content: v.optional(v.array(v.unknown()), []),
  structuredContent: v.optional(v.unknown()),
  isError: v.optional(v.boolean(), false),
});

export function describeResult({ content, structuredContent, isError }: v.InferOutput<typeof CallResult>) {
  const parts: string[] = [];
  let size = 0;
  let spoken = false;
  for (const one of content) {
    const read = v.safeParse(Part, one);
    const part = read.success ? describePart(read.output) : '[something of an unknown kind, not shown]';
    spoken ||= read.success && read.output.type === 'text' && read.output.text !== '';
    parts.push(part.slice(0, MOST_CHARACTERS - size));
    size += part.length;
    if (size > MOST_CHARACTERS) break;
  }
  if (!spoken && structuredContent !== undefined && structuredContent !== null) {
    const written = JSON.stringify(structuredContent);
    parts.unshift(written.slice(0, MOST_CHARACTERS));
    size += written.length;
  }
  if (size > MOST_CHARACTERS) parts.push(`[cut: only ${MOST_CHARACTERS} characters of the result are kept]`);
  return { text: parts.length === 0 ? '(no result)' : parts.join('\n'), isError };
}

function describePart(part: v.InferOutput<typeof Part>): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'image':
    case 'audio':
      return unseen(part.mimeType ?? part.type, part.data);
    case 'resource': {
      const { uri, mimeType, text, blob } = part.resource;
      const named = uri.slice(0, 500);
      if (text !== undefined) return `[${named}]\n${text}`;
      return `${unseen(mimeType ?? 'a file', blob ?? '')} ${named}`;
    }
    case 'resource_link':
      return `[${(part.name ?? 'resource').slice(0, 200)}: ${part.uri.slice(0, 500)}]`;
  }
}

function unseen(type: string, base64: string): string {
  const bytes = Math.floor((base64.length * 3) / 4);
  const size = bytes < 1000 ? `${bytes} bytes` : `${Math.round(bytes / 1000)} kB`;
  return `[${type.slice(0, 100)}, ${size}, not shown]`;
}
