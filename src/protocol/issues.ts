// What a schema found wrong, in the words of the wire: where, then what is asked.
import * as v from 'valibot';

export function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = issue.path ?? [];
  const last = path[path.length - 1];
  if (last && isMissing(issue)) return `${at(path.slice(0, -1))}: must have required property '${String(last.key)}'`;
  return `${at(path)}: ${demand(issue)}`;
}

export function parse<S extends v.GenericSchema>(schema: S, input: unknown): v.SafeParseResult<S> {
  return v.safeParse(schema, input, { abortEarly: true, abortPipeEarly: true });
}

function isMissing(issue: v.BaseIssue<unknown>): boolean {
  return issue.received === 'undefined' && (issue.type === 'object' || issue.type === 'loose_object');
}

function at(path: readonly { key?: unknown }[]): string {
  return path.length === 0 ? 'at root' : `at /${path.map((item) => String(item.key)).join('/')}`;
}

function demand(issue: v.BaseIssue<unknown> & { requirement?: unknown }): string {
  switch (issue.type) {
    case 'max_value':
      return `must be <= ${String(issue.requirement)}`;
    case 'min_value':
      return `must be >= ${String(issue.requirement)}`;
    case 'non_empty':
      return 'must not be empty';
    case 'max_length':
      return `must not be longer than ${String(issue.requirement)}`;
    case 'integer':
      return 'must be an integer';
    case 'picklist':
    case 'literal':
      return `must be ${issue.expected}`;
    case 'object':
    case 'loose_object':
      return 'must be an object';
    default:
      return issue.kind === 'schema' ? `must be ${issue.expected ?? issue.type}` : issue.message;
  }
}
