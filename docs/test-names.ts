// The names of the tests in a file, with the titles above them, read without running anything.
import { parseAst } from 'vite';

export type TestName = {
  above: string[];
  name: string;
  /** It is one row of a test.each() whose name is nothing but a blank. */
  row: boolean;
};

type Program = ReturnType<typeof parseAst>;
type Statement = Program['body'][number];
type Expression = Extract<Statement, { type: 'ExpressionStatement' }>['expression'];
type Rows = ReadonlyMap<string, Expression>;

/** Where a value of each row stands in the name of a `test.each`. */
const blank = /%[sdifjo]|\$[\w.]+/g;

export function namesOf(source: string, file: string): TestName[] {
  const program = parseAst(source, { lang: 'ts' }, file);
  const rows = new Map<string, Expression>();
  for (const statement of program.body) {
    if (statement.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement.declarations) if (id.type === 'Identifier' && init) rows.set(id.name, init);
  }
  return program.body.flatMap((statement) => namesIn(statement, [], rows));
}

function namesIn(statement: Statement, above: string[], rows: Rows): TestName[] {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'CallExpression') return [];
  const call = statement.expression;
  const { root, each } = calleeOf(call.callee);
  const [title, work] = call.arguments;
  if ((root !== 'test' && root !== 'describe') || !title || title.type === 'SpreadElement') return [];
  const text = textOf(title);
  if (text === null) throw new Error(`Cannot read a name in the tests: write it where ${root}() is called`);
  const row = each !== null && text.replace(blank, '').trim() === '';
  const titles = row ? rowsOf(text, each, rows) : [each === null ? text : text.replace(blank, '…')];
  if (root === 'test') return titles.map((name) => ({ above, name, row }));
  if (work?.type !== 'ArrowFunctionExpression' || work.body.type !== 'BlockStatement') return [];
  const { body } = work.body;
  return titles.flatMap((one) => body.flatMap((inner) => namesIn(inner, [...above, one], rows)));
}

/** `test`, `test.skip`, `test.each(rows)`, `test.skipIf(reason)`, and these after each other. */
function calleeOf(callee: Expression): { root: string; each: Expression | null } {
  if (callee.type === 'Identifier') return { root: callee.name, each: null };
  if (callee.type === 'MemberExpression') return calleeOf(callee.object);
  if (callee.type !== 'CallExpression') return { root: '', each: null };
  const { root, each } = calleeOf(callee.callee);
  const [first] = callee.arguments;
  const called = callee.callee;
  const here = called.type === 'MemberExpression' && 'name' in called.property && called.property.name === 'each';
  return { root, each: here && first && first.type !== 'SpreadElement' ? first : each };
}

/** A name of words stays one, whatever its rows; one that is nothing but a blank is told row by row. */
function rowsOf(text: string, each: Expression, rows: Rows): string[] {
  const found = each.type === 'Identifier' ? rows.get(each.name) : each;
  const values = found ? valuesOf(found, text.trim().replace(/^\$/, '')) : [];
  if (values.length === 0) throw new Error(`Cannot read the rows of "${text}": write them where test.each() is called`);
  return values;
}

function valuesOf(list: Expression, field: string): string[] {
  const bare = plain(list);
  if (bare.type !== 'ArrayExpression') return [];
  return bare.elements.flatMap((element) => {
    if (!element || element.type === 'SpreadElement') return [];
    const row = plain(element);
    const [first] = row.type === 'ArrayExpression' ? row.elements : [row];
    if (!first || first.type === 'SpreadElement') return [];
    return (row.type === 'ObjectExpression' ? textOf(fieldOf(row, field)) : textOf(first)) ?? [];
  });
}

function fieldOf({ properties }: Extract<Expression, { type: 'ObjectExpression' }>, name: string): Expression | null {
  for (const property of properties) {
    if (property.type === 'Property' && 'name' in property.key && property.key.name === name) return property.value;
  }
  return null;
}

/** Without what only the types say of it. */
function plain(expression: Expression): Expression {
  const typed = expression.type === 'TSAsExpression' || expression.type === 'TSSatisfiesExpression';
  return typed ? plain(expression.expression) : expression;
}

function textOf(expression: Expression | null): string | null {
  if (expression?.type === 'Literal') return String(expression.value);
  if (expression?.type !== 'TemplateLiteral') return null;
  return expression.quasis.map(({ value }) => value.cooked ?? value.raw).join('…');
}
