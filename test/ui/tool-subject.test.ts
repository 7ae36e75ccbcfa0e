// A tool in plain words: what it does, and on what.
import { expect, test } from 'vitest';
import { subjectOf, verbOf } from '../../ui/src/chat/lines/tool-subject.ts';

test('A tool has a verb when it is known, and else its name', () => {
  expect(verbOf('web_fetch')).toBe('fetch');
  expect(verbOf('constructor')).toBeNull();
});

test('The subject of a tool is what its input names first, in one line', () => {
  expect(subjectOf('{"limit":3,"path":"notes/a.md"}')).toBe('notes/a.md');
  expect(subjectOf('{"command":"ls\\n  -la"}')).toBe('ls -la');
  expect(subjectOf(JSON.stringify({ url: 'x'.repeat(500) }))).toHaveLength(201);
  expect(subjectOf('{"path":')).toBe('');
  expect(subjectOf('[]')).toBe('');
});
