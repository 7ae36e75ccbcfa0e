// The few kinds of words in code that have a colour, and what a grammar's scopes are of them.

const kinds = ['', 'word', 'text', 'number', 'aside'] as const;
export type Kind = (typeof kinds)[number];

const scopes: Record<Exclude<Kind, ''>, readonly string[]> = {
  word: [
    'keyword',
    'built_in',
    'type',
    'selector-tag',
    'selector-class',
    'selector-id',
    'name',
    'section',
    'attr',
    'title',
  ],
  text: ['string', 'regexp', 'link', 'code', 'addition', 'char', 'template-variable', 'formula', 'emphasis', 'strong'],
  number: ['number', 'literal', 'symbol', 'variable', 'bullet', 'deletion', 'selector-pseudo', 'selector-attr'],
  aside: ['comment', 'quote', 'meta', 'doctag'],
};
const numbers = new Map<string, number>(
  kinds.flatMap((kind, index) => (kind === '' ? [] : scopes[kind].map((scope) => [scope, index] as const))),
);

export function kindOf(number: number): Kind {
  return kinds[number] ?? '';
}

/** Null when the scope says nothing: what it stands in counts. "title.function" is a title. */
export function numberOf(scope: string): number | null {
  return numbers.get(scope.split('.', 1)[0] ?? '') ?? null;
}
