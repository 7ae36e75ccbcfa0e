// What the audit finds: each with a name that stays the same, why it is a risk, and what to do about it.

const severities = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** What can be put right without asking: it takes nothing from the owner, and can be undone. */
export type Mend = { kind: 'close'; path: string; mode: number } | { kind: 'make token' };

export type Finding = {
  id: string;
  severity: Severity;
  /** How it is. */
  what: string;
  /** What may come of it. */
  why: string;
  /** What to do. */
  fix: string;
  mend?: Mend;
};

export type ShownFinding = Omit<Finding, 'mend'> & { fixable: boolean };

/** The worst first; of one severity, by name. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const place = ({ severity }: Finding) => severities.indexOf(severity);
  return findings.toSorted((one, other) => place(one) - place(other) || compare(one.id, other.id));
}

/** What a rule found, of rules that may have found nothing. */
export function found(...rules: (Finding | null | false | undefined)[]): Finding[] {
  return rules.filter((rule) => rule !== null && rule !== false && rule !== undefined);
}

export function shown({ id, severity, what, why, fix, mend }: Finding): ShownFinding {
  return { id, severity, what, why, fix, fixable: mend !== undefined };
}

export function countBySeverity(findings: readonly Pick<Finding, 'severity'>[]): Record<Severity, number> {
  const count = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  return { critical: count('critical'), warning: count('warning'), info: count('info') };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
