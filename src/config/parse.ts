// From the text of the settings file to settings, with everything that a person should be told about it.
import JSON5 from 'json5';
import * as v from 'valibot';
import { type Environment, fillSecrets } from './environment.ts';
import { formatPath, isRecord, type Step } from './path.ts';
import { at, describeProblem } from './problems.ts';
import { Settings } from './schema.ts';
import { isSecretPath, REDACTED } from './secrets.ts';

export type ParsedSettings = {
  /** Null when the text cannot be used; a variable that is not set is a problem, but no reason for that. */
  settings: Settings | null;
  /** What the file itself says, before defaults and variables. */
  written: unknown;
  /** Paths of keys that Pincer does not know. */
  unknown: string[];
  problems: string[];
};

export function parseSettings(text: string, environment: Environment = {}): ParsedSettings {
  const read = readJson5(text);
  if ('problem' in read) return { settings: null, written: undefined, unknown: [], problems: [read.problem] };
  const { written } = read;

  const marked = redactionMarks(written, []);
  const filled = fillSecrets(written, environment);
  const result = v.safeParse(Settings, filled.value);
  const wrong = result.success ? misplacedLists(filled.value, result.output, []) : result.issues.map(describeProblem);
  const problems = [...marked, ...wrong, ...filled.problems];
  if (!result.success || marked.length + wrong.length > 0) return { settings: null, written, unknown: [], problems };
  return { settings: result.output, written, unknown: unknownPaths(filled.value, result.output, []), problems };
}

function readJson5(text: string): { written: unknown } | { problem: string } {
  const plain = text.replace(/^\uFEFF/, '');
  if (plain.trim() === '') return { written: {} };
  try {
    return { written: JSON5.parse<unknown>(plain) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^JSON5: /, '') : String(error);
    return { problem: `The settings are not JSON5: ${reason}` };
  }
}

/** The schema keeps what it knows, so whatever is gone from its output was unknown. */
function unknownPaths(input: unknown, output: unknown, path: Step[]): string[] {
  if (Array.isArray(input) && Array.isArray(output)) {
    return input.flatMap((item, index) => unknownPaths(item, output[index], [...path, index]));
  }
  if (!isRecord(input) || !isRecord(output)) return [];
  return Object.entries(input).flatMap(([key, value]) => {
    const here = [...path, key];
    return Object.hasOwn(output, key) ? unknownPaths(value, output[key], here) : [formatPath(here)];
  });
}

/** To the schema a list is an object too, one without any of its keys. */
function misplacedLists(input: unknown, output: unknown, path: Step[]): string[] {
  if (Array.isArray(input)) {
    if (!Array.isArray(output)) return [`${at(path)}: must be an object, received a list`];
    return input.flatMap((item, index) => misplacedLists(item, output[index], [...path, index]));
  }
  if (!isRecord(input) || !isRecord(output)) return [];
  return Object.keys(output).flatMap((key) => misplacedLists(input[key], output[key], [...path, key]));
}

/** Someone saved what a redacted view showed: the secret itself would be lost. */
function redactionMarks(value: unknown, path: Step[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => redactionMarks(item, [...path, index]));
  if (isRecord(value)) return Object.entries(value).flatMap(([key, item]) => redactionMarks(item, [...path, key]));
  if (value !== REDACTED || !isSecretPath(path)) return [];
  return [`${at(path)}: must be the secret itself, received the mark that stands for it`];
}
