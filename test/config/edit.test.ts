import fc from 'fast-check';
import JSON5 from 'json5';
import { describe, expect, test } from 'vitest';
import { getValue, type Json, setValue, unsetValue } from '../../src/config/edit.ts';
import { formatPath, parsePath, type Step, valueAt } from '../../src/config/path.ts';

const SETTINGS = `// mine
{
  // the gateway
  gateway: { port: 18789, /* in */ auth: { mode: 'token' } }, // trailing
  "agents": {
    list: [
      { id: 'a' }, // first
    ],
  },
  odd: '\\x41', /* last */
}
// end
`;

describe('setValue()', () => {
  test.each([
    ['replaces a value in its place', '{a: 1 /* x */, b: 2}', 'a', 5, '{a: 5 /* x */, b: 2}'],
    ['adds to a line', '{ a: 1 }', 'b', 'x', '{ a: 1, b: "x" }'],
    ['keeps a comment on its own line', '{\n  a: 1 // one\n}', 'b', 2, '{\n  a: 1, // one\n  b: 2\n}'],
    ['keeps the habit of trailing commas', '{\n  a: 1,\n}', 'b', 2, '{\n  a: 1,\n  b: 2,\n}'],
    ['quotes as the file does', '{\n\t"a": 1\n}', 'b', 2, '{\n\t"a": 1,\n\t"b": 2\n}'],
    ['opens an empty file', '', 'a.b', 1, '{\n  "a": {\n    "b": 1\n  }\n}\n'],
    ['opens a file of comments', '// note\n', 'a', 1, '// note\n{\n  "a": 1\n}\n'],
    ['fills an object with only a comment', '{\n  // note\n}', 'a', 1, '{\n  // note\n  "a": 1\n}'],
    ['appends to a list', '{a: [1]}', 'a[1]', 2, '{a: [1, 2]}'],
    ['keeps the line ends of Windows', '{\r\n  a: 1\r\n}', 'b', 2, '{\r\n  a: 1,\r\n  b: 2\r\n}'],
    ['changes the last of two equal keys, which is the one that counts', '{a: 1, a: 2}', 'a', 3, '{a: 1, a: 3}'],
    [
      'finds its place after characters of two units',
      '{"\u{1F600}": "\u{1F600}", a: 1}',
      'a',
      2,
      '{"\u{1F600}": "\u{1F600}", a: 2}',
    ],
  ])('setValue() %s', (_, text, path, value, expected) => {
    expect(setValue(text, path, value)).toBe(expected);
  });

  test('setValue() gives the value back and leaves every other key and comment', () => {
    const step = fc.oneof(
      fc.constantFrom('gateway', 'auth', 'agents', 'port', 'x', '__proto__', 'a.b', 'é'),
      fc.string({ minLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (steps, raw) => {
        const value: Json = JSON.parse(JSON.stringify(raw));
        fc.pre(reachable(JSON5.parse(SETTINGS), steps));
        const path = formatPath(steps);
        const edited = setValue(SETTINGS, path, value);
        expect(getValue(edited, path)).toEqual(value);
        const covers = (comment: string) => replacedText(steps).includes(comment);
        for (const comment of [
          '// mine',
          '// the gateway',
          '/* in */',
          '// trailing',
          '// first',
          '/* last */',
          '// end',
        ]) {
          expect(edited.includes(comment) || covers(comment)).toBe(true);
        }
        expect(without(JSON5.parse(edited), steps)).toEqual(without(JSON5.parse(SETTINGS), steps));
      }),
    );
  });

  test('setValue() followed by unsetValue() of a new key gives an equal text of settings back', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.jsonValue(), (key, raw) => {
        fc.pre(!['gateway', 'agents', 'odd'].includes(key));
        const path = formatPath([key]);
        expect(unsetValue(setValue(SETTINGS, path, JSON.parse(JSON.stringify(raw))), path)).toBe(SETTINGS);
      }),
    );
  });

  test.each([
    ['gateway.port.x', /gateway\.port is not an object/],
    ['agents.list[3].id', /agents\.list has 1 entries/],
    ['fresh[2]', /begin with \[0\]/],
    ['[0]', /the top is not a list/],
    ['a..b', /Cannot read the path 'a\.\.b'/],
    ['', /Cannot read the path/],
    ['a.', /Cannot read the path/],
    ['a[x]', /Cannot read the path/],
  ])('setValue() refuses the path %j with a reason', (path, reason) => {
    expect(() => setValue(SETTINGS, path, 1)).toThrow(reason);
  });

  test('setValue() refuses a text that is not JSON5', () => {
    expect(() => setValue('{ a: ', 'a', 1)).toThrow(/Cannot edit settings that are not JSON5/);
  });
});

describe('unsetValue()', () => {
  test.each([
    ['removes a line', '{\n  a: 1,\n  b: 2,\n}', 'a', '{\n  b: 2,\n}'],
    ['leaves no comma before the end of strict JSON', '{\n  "a": 1,\n  "b": 2\n}', 'b', '{\n  "a": 1\n}'],
    ['keeps comments', '{\n  // a\n  a: 1, // one\n  // b\n  b: 2\n}', 'b', '{\n  // a\n  a: 1 // one\n  // b\n}'],
    ['keeps a comment before the comma', '{a: 1 // x\n, b: 2}', 'a', '{ // x\n b: 2}'],
    ['removes from a line', '{ a: 1, b: 2 }', 'a', '{ b: 2 }'],
    ['removes both of two equal keys', '{a: 1, a: 2, b: 3}', 'a', '{b: 3}'],
    ['removes an entry of a list', '{a: [1, 2, 3]}', 'a[1]', '{a: [1, 3]}'],
    ['leaves a text without the key alone', '{a: 1}', 'b.c', '{a: 1}'],
  ])('unsetValue() %s', (_, text, path, expected) => {
    expect(unsetValue(text, path)).toBe(expected);
  });
});

test('formatPath() writes what parsePath() reads', () => {
  const step = fc.oneof(fc.string({ minLength: 1 }), fc.nat({ max: 99 }));
  fc.assert(
    fc.property(fc.array(step, { minLength: 1 }), (steps) => {
      expect(parsePath(formatPath(steps))).toEqual(steps);
    }),
  );
});

test('valueAt() does not see what a value inherits', () => {
  expect(valueAt({}, ['constructor', 'name'])).toBeUndefined();
});

function reachable(value: unknown, steps: readonly Step[]): boolean {
  return steps.slice(0, -1).every((_, depth) => {
    const parent = valueAt(value, steps.slice(0, depth + 1));
    return parent === undefined || (typeof parent === 'object' && !Array.isArray(parent));
  });
}

function replacedText(steps: readonly Step[]): string {
  const [first, second] = steps;
  if (steps.length === 1 && first === 'gateway') return '/* in */';
  return first === 'agents' && steps.length <= 2 && (second === undefined || second === 'list') ? '// first' : '';
}

function without(value: unknown, steps: readonly Step[]): unknown {
  const [step, ...rest] = steps;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([key]) => key !== step);
  const inner = Object.entries(value).find(([key]) => key === step)?.[1];
  const below = rest.length > 0 && typeof inner === 'object' && inner !== null ? [[step, without(inner, rest)]] : [];
  // What the edit had to create on its way is not a loss.
  return Object.fromEntries([...kept, ...below.filter(([, item]) => Object.keys(item ?? {}).length > 0)]);
}
