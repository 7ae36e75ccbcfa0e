// A place in the settings, as people write it: `gateway.auth.token`, `agents.list[0].id`, `models.providers["a.b"].apiKey`.
import { invalidRequest } from '../errors.ts';

export type Step = string | number;

const STEP = /\.?([^.[\]"'\s]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
const PLAIN = /^[^.[\]"'\s]+$/;

export function parsePath(path: string): Step[] {
  const steps: Step[] = [];
  let end = 0;
  while (end < path.length) {
    STEP.lastIndex = end;
    const match = STEP.exec(path);
    const dotted = path[end] === '.';
    if (!match || (match[1] !== undefined && dotted === (end === 0))) throw unreadable(path);
    const [, name, index, quoted] = match;
    steps.push(name ?? (index === undefined ? unquote(quoted ?? '', path) : Number(index)));
    end = STEP.lastIndex;
  }
  if (steps.length === 0) throw unreadable(path);
  return steps;
}

export function formatPath(steps: readonly Step[]): string {
  return steps.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!PLAIN.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** What stands there, or undefined. Only a value's own properties count. */
export function valueAt(value: unknown, steps: readonly Step[]): unknown {
  return steps.reduce<unknown>((parent, step) => {
    if (Array.isArray(parent)) return typeof step === 'number' ? parent[step] : undefined;
    if (!isRecord(parent) || typeof step === 'number') return undefined;
    return Object.hasOwn(parent, step) ? parent[step] : undefined;
  }, value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unquote(text: string, path: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw unreadable(path);
  }
}

function unreadable(path: string): Error {
  return invalidRequest(`Cannot read the path '${path}': write it like gateway.auth.token or agents.list[0].id`);
}
