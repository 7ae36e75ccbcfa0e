// The last words of a session in one line, without the marks of Markdown.

export function previewOf(text: string | undefined): string {
  return (text ?? '')
    .replace(/```\w*/g, '')
    .replace(/^\s*(?:#{1,6}|>|[-*+])\s+/gm, '')
    .replace(/\*\*|__|`/g, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}
