// What a tool is used on, and in which words, told from its name and its input.

export type Verb =
  | 'read'
  | 'write'
  | 'edit'
  | 'fetch'
  | 'search'
  | 'run'
  | 'status'
  | 'sessions'
  | 'history'
  | 'send'
  | 'find'
  | 'see';

const verbs: Record<string, Verb> = {
  read: 'read',
  read_file: 'read',
  write: 'write',
  write_file: 'write',
  edit: 'edit',
  apply_patch: 'edit',
  web_fetch: 'fetch',
  web_search: 'search',
  exec: 'run',
  bash: 'run',
  shell: 'run',
  process: 'run',
  session_status: 'status',
  sessions_list: 'sessions',
  sessions_history: 'history',
  sessions_send: 'send',
  find: 'find',
  grep: 'find',
  glob: 'find',
  memory_search: 'find',
  image: 'see',
};
const subjects = [
  'path',
  'file_path',
  'filePath',
  'file',
  'url',
  'query',
  'command',
  'cmd',
  'pattern',
  'sessionKey',
  'name',
];
const LONGEST = 200;

/** Null for a tool that says what it does only by its name. */
export function verbOf(name: string): Verb | null {
  return Object.hasOwn(verbs, name) ? (verbs[name] ?? null) : null;
}

export function subjectOf(input: string): string {
  const fields = fieldsOf(input);
  for (const name of subjects) {
    const value = fields.get(name);
    if (typeof value === 'string' && value.trim() !== '') return shorten(value);
  }
  return '';
}

function fieldsOf(input: string): Map<string, unknown> {
  try {
    const value: unknown = JSON.parse(input);
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  } catch {
    return new Map();
  }
}

function shorten(value: string): string {
  const line = value.trim().replace(/\s+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
