// Takes secrets out of what may be shown: parsed settings, the text of the settings file, and lines of the log.
import JSON5 from 'json5';
import { type Node, type Place, readDocument } from './document.ts';
import { isRecord, type Step } from './path.ts';
import { isSecretPath, REDACTED } from './secrets.ts';

/** Shorter ones are not looked for elsewhere: they would tear ordinary words apart. */
const TELLING = 8;
const USER_INFO = /^([a-z][\w+.-]*:\/\/)[^/?#\s]*@/i;
const IN_TEXT: readonly [RegExp, string][] = [
  [
    /((?:^|[^\w])["']?[\w-]*(?:token|password|passwd|passphrase|secret|api[_-]?key|private[_-]?key)["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"',;&}\]]+)/gi,
    '$1',
  ],
  [/(\b(?:bearer|basic)\s+)[\w.~+/=-]{6,}/gi, '$1'],
  [/()\b(?:sk|ghp|gho|xox[abp]|AIza)[-_][\w-]{12,}/g, '$1'],
  [/([a-z][\w+.-]*:\/\/)[^/?#\s"'@]+@/gi, '$1'],
];

export function redactValue(value: unknown, above: readonly Step[] = []): unknown {
  if (Array.isArray(value)) return value.map((item, index) => redactValue(item, [...above, index]));
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item, [...above, key])]));
  }
  const shown = typeof value === 'boolean' || value === null || value === undefined || value === '';
  if (!shown && isSecretPath(above)) return REDACTED;
  return typeof value === 'string' ? value.replace(USER_INFO, `$1${REDACTED}@`) : value;
}

/** A text that cannot be read is not shown at all, since nobody can tell what in it is secret. */
export function redactText(text: string): string {
  let root: Node | null;
  let comments: Place[];
  try {
    if (text.trim() !== '') JSON5.parse(text);
    ({ root, comments } = readDocument(text));
  } catch {
    return REDACTED;
  }
  const marks: (Place & { shown: string })[] = [];
  const secrets = new Set<string>();
  for (const { place, path } of root ? scalars(root, []) : []) {
    const value = JSON5.parse<unknown>(text.slice(place.start, place.end));
    const redacted = redactValue(value, path);
    if (redacted === value || typeof redacted !== 'string') continue;
    marks.push({ ...place, shown: JSON.stringify(redacted) });
    if (redacted === REDACTED && String(value).length >= TELLING) secrets.add(String(value));
  }
  for (const place of comments) {
    marks.push({ ...place, shown: redactLine(text.slice(place.start, place.end)) });
  }
  marks.sort((a, b) => b.start - a.start);
  const shown = marks.reduce((rest, mark) => rest.slice(0, mark.start) + mark.shown + rest.slice(mark.end), text);
  return replaceSecrets(shown, secrets);
}

/** For free text: what looks like a secret, and every given secret wherever it stands. */
export function redactLine(line: string, secrets: Iterable<string> = []): string {
  const known = replaceSecrets(line, secrets);
  return IN_TEXT.reduce((text, [pattern, kept]) => text.replace(pattern, mark(kept)), known);
}

function mark(kept: string): (match: string, ...groups: unknown[]) => string {
  return (match, ...groups) => {
    const lead = kept === '$1' && typeof groups[0] === 'string' ? groups[0] : '';
    const secret = match.slice(lead.length);
    const quote = /^["']/.exec(secret)?.[0] ?? '';
    return `${lead}${quote}${REDACTED}${quote}${match.endsWith('@') ? '@' : ''}`;
  };
}

/** Every secret that the settings hold, to be looked for in what is logged. */
export function secretsIn(value: unknown, above: readonly Step[] = []): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => secretsIn(item, [...above, index]));
  if (isRecord(value)) {
    const entries = Object.entries(value).filter(([key]) => above.length > 0 || key !== 'secrets');
    return isSource(value) ? [] : entries.flatMap(([key, item]) => secretsIn(item, [...above, key]));
  }
  return typeof value === 'string' && value.length >= TELLING && isSecretPath(above) ? [value] : [];
}

/** Where a secret is kept is told in words; hiding the place would hide ordinary names in the log. */
function isSource(value: Readonly<Record<string, unknown>>): boolean {
  return typeof value.source === 'string' && typeof value.id === 'string';
}

function replaceSecrets(text: string, secrets: Iterable<string>): string {
  let result = text;
  for (const secret of secrets) {
    if (secret.length < TELLING || secret === REDACTED) continue;
    result = result.replaceAll(secret, REDACTED).replaceAll(JSON.stringify(secret).slice(1, -1), REDACTED);
  }
  return result;
}

function* scalars(node: Node, path: readonly Step[]): Generator<{ place: Place; path: readonly Step[] }> {
  switch (node.kind) {
    case 'scalar':
      yield { place: node, path };
      return;
    case 'object':
      for (const member of node.members) yield* scalars(member.value, [...path, member.key]);
      return;
    case 'array':
      for (const [index, item] of node.items.entries()) yield* scalars(item.value, [...path, index]);
      return;
  }
}
