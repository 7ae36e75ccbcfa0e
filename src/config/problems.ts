// What is wrong with the settings, in sentences that name the place and never repeat a secret.
import type * as v from 'valibot';
import { formatPath, type Step } from './path.ts';
import { isSecretPath } from './secrets.ts';

export function describeProblem(issue: v.BaseIssue<unknown>): string {
  const steps = stepsOf(issue);
  if (issue.input === undefined) return `${at(steps)}: must be there, it is missing`;
  return `${at(steps)}: must be ${demand(issue)}, received ${received(issue.input, steps)}`;
}

export function at(steps: readonly Step[]): string {
  return steps.length === 0 ? 'at the top' : `at ${formatPath(steps)}`;
}

export function stepsOf(issue: v.BaseIssue<unknown>): Step[] {
  return (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
}

function received(input: unknown, steps: readonly Step[]): string {
  if (Array.isArray(input)) return 'a list';
  if (input === null) return 'null';
  if (typeof input === 'object') return 'an object';
  if (isSecretPath(steps)) return `a ${typeof input}`;
  const text = typeof input === 'string' ? JSON.stringify(input) : String(input);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

function demand(
  issue: v.BaseIssue<unknown> & { requirement?: unknown; issues?: v.BaseIssue<unknown>[] | undefined },
): string {
  switch (issue.type) {
    case 'picklist':
    case 'literal':
      return choices(issue.expected);
    case 'regex':
      return issue.message;
    case 'integer':
      return 'a whole number';
    case 'min_value':
      return `at least ${String(issue.requirement)}`;
    case 'max_value':
      return `at most ${String(issue.requirement)}`;
    case 'non_empty':
      return 'a text that is not empty';
    case 'url':
      return 'an address such as https://host/v1';
    case 'string':
      return 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
    case 'record':
    case 'variant':
      return 'an object';
    case 'union':
      return [...new Set((issue.issues ?? []).map(demand))].join(' or ');
    default:
      return issue.expected ?? issue.type;
  }
}

function choices(expected: string | null): string {
  const names = (expected ?? '')
    .replace(/^\(|\)$/g, '')
    .split(' | ')
    .map((name) => name.replace(/^"|"$/g, ''));
  return names.length === 1 ? names.join('') : `one of ${names.join(', ')}`;
}
