// Where code compares something that is called a secret with `===` and the like: how long that takes tells how much was right.
import * as v from 'valibot';
import { parseAst } from 'vite';

const Node = v.looseObject({ type: v.string() });
type Node = v.InferOutput<typeof Node>;
const Comparison = v.looseObject({
  type: v.literal('BinaryExpression'),
  operator: v.picklist(['===', '!==', '==', '!=']),
  left: Node,
  right: Node,
  start: v.number(),
  end: v.number(),
});

const secret = /(token|password|passphrase|passwd|secret|signature|hmac|digest|ticket|apikey|credential)s?$/i;

/** The comparisons, as they are written. One with a constant or with nothing at all tells nothing. */
export function comparisonsOfSecrets(source: string): string[] {
  return nodesIn(parseAst(source, { lang: 'ts' })).flatMap((node) => {
    if (!v.is(Comparison, node)) return [];
    const sides = [node.left, node.right];
    if (sides.some(isConstant) || !sides.some((side) => secret.test(nameOf(side)))) return [];
    return [source.slice(node.start, node.end)];
  });
}

function nodesIn(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(nodesIn);
  return v.is(Node, value) ? [value, ...inner] : inner;
}

function isConstant(node: Node): boolean {
  if (node.type === 'Literal' || (node.type === 'UnaryExpression' && node.operator !== '!')) return true;
  return node.type === 'Identifier' && /^(undefined|[A-Z][A-Z_]+)$/.test(String(node.name));
}

/** The last word of what is compared: "token" of given.auth.token, and of String(token). */
function nameOf(node: Node): string {
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return String(node.name);
  const child =
    node.type === 'MemberExpression'
      ? node.property
      : node.type === 'ChainExpression' || node.type === 'TSNonNullExpression' || node.type === 'TSAsExpression'
        ? node.expression
        : node.type === 'CallExpression'
          ? [node.arguments].flat()[0]
          : null;
  return v.is(Node, child) ? nameOf(child) : '';
}
