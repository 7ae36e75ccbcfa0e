// Counted things, as the languages of this page count them: one, or another number.

export function counted(language: string, one: string, other: string): (count: number) => string {
  const rules = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (count) => `${number.format(count)} ${rules.select(count) === 'one' ? one : other}`;
}
