// A conversation as one page that needs nothing else: no scripts, no addresses, and words that are only words.
import type { Message } from '../protocol/messages.ts';
import { type Heading, line, type Part, show, timeWords } from './shown.ts';

const STYLE = `
:root { color-scheme: light dark; }
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; }
h2 { font-size: 1rem; margin: 0; }
article { margin: 1.5rem 0; padding: 0.75rem 1rem; border: 1px solid #8884; border-radius: 0.5rem; }
article.user { background: #8881; }
time, .note { font-weight: normal; opacity: 0.7; }
div, pre { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; margin: 0.5rem 0 0; }
pre { font: 0.875rem/1.4 ui-monospace, monospace; }
.divider { text-align: center; opacity: 0.7; }
`;

export function html({ key, title, createdAt, exportedAt }: Heading, messages: readonly Message[]): string {
  const name = escaped(line(title ?? key));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<style>${STYLE}</style>
</head>
<body>
<h1 dir="auto">${name}</h1>
<p class="note">Session ${escaped(line(key))}, begun ${timeWords(createdAt)}, exported ${timeWords(exportedAt)}</p>
${messages.map(article).join('\n')}
</body>
</html>
`;
}

function article(message: Message): string {
  const shown = show(message);
  if (shown.kind === 'divider') {
    return `<hr>\n<div class="divider" dir="auto">${escaped(shown.words)} · <time>${shown.at}</time></div>\n<hr>`;
  }
  const note = shown.note === '' ? '' : ` <span class="note">${escaped(shown.note)}</span>`;
  return `<article class="${message.role}">
<h2>${escaped(shown.speaker)} <time>${shown.at}</time>${note}</h2>
${shown.parts.map(partMarkup).join('\n')}
</article>`;
}

function partMarkup(part: Part): string {
  if (part.type === 'text') return `<div dir="auto">${escaped(part.text.trim())}</div>`;
  const label = part.label === '' ? '' : `<p class="note">${escaped(part.label)}</p>\n`;
  // The parser drops a line break right after <pre>.
  return `${label}<pre dir="auto">\n${escaped(part.text)}</pre>`;
}

const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? '');
}
