// Changes one setting in the user's own text: comments, formatting and keys that Pincer does not know stay as they are.
import JSON5 from 'json5';
import { GatewayError, invalidRequest } from '../errors.ts';
import { type ArrayNode, type Item, type Member, type Node, type ObjectNode, readDocument } from './document.ts';
import { formatPath, isRecord, parsePath, type Step, valueAt } from './path.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

export function getValue(text: string, path: string): unknown {
  return valueAt(readText(text), parsePath(path));
}

export function setValue(text: string, path: string, value: Json): string {
  const steps = parsePath(path);
  if (!isRecord(readText(text))) throw invalidRequest(`Cannot set '${path}' as the settings are not an object`);
  const root = readDocument(text).root;
  if (!root) return setValue(`${text.trim() === '' ? '' : `${text.trimEnd()}\n`}{}\n`, path, value);

  let node: Node = root;
  for (const [depth, step] of steps.entries()) {
    const found = child(node, step);
    const rest = steps.slice(depth + 1);
    if (!found) return insert(text, node, step, wrap(rest, value), steps.slice(0, depth));
    node = found.value;
  }
  return splice(text, node.start, node.end, render(text, value, lineIndent(text, node.start)));
}

export function unsetValue(text: string, path: string): string {
  const steps = parsePath(path);
  const last = steps[steps.length - 1];
  if (last === undefined || valueAt(readText(text), steps) === undefined) return text;
  let parent = readDocument(text).root;
  for (const step of steps.slice(0, -1)) parent = parent ? (child(parent, step)?.value ?? null) : null;
  const found = parent ? child(parent, last) : undefined;
  if (!parent || !found) return text;
  // A key that stands there twice is gone only when both are.
  return unsetOnce(text, parent, found, path);
}

function unsetOnce(text: string, parent: Node, found: Member | Item, path: string): string {
  const entries: readonly (Member | Item)[] = entriesOf(parent);
  const before = entries[entries.indexOf(found) - 1];
  let result = remove(text, found.start, found.comma ?? found.end, found.comma === null ? null : found.end);
  // Strict JSON allows no comma after the last one, so it leaves together with what it introduced.
  if (found.comma === null && before && before.comma !== null)
    result = splice(result, before.comma - 1, before.comma, '');
  return parent.kind === 'object' ? unsetValue(result, path) : result;
}

function remove(text: string, start: number, end: number, valueEnd: number | null): string {
  // A comment between the value and its comma stays.
  const between = valueEnd === null ? '' : text.slice(valueEnd, end - 1);
  const kept = between.trim() === '' ? '' : between;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const lineEnd = newline === -1 ? text.length : newline + 1;
  const alone = text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '';
  if (alone && kept === '' && newline !== -1) return splice(text, lineStart, lineEnd, '');
  const space = kept === '' ? (/^[ \t]+/.exec(text.slice(end))?.[0].length ?? 0) : 0;
  return splice(text, start, end + space, kept);
}

function insert(text: string, node: Node, step: Step, value: Json, above: readonly Step[]): string {
  const place = above.length === 0 ? 'the top' : formatPath(above);
  const named = `Cannot set '${formatPath([...above, step])}' as`;
  if (node.kind === 'object' && typeof step === 'string') {
    const key = keyText(text, node, step);
    return append(text, node, (indent) => `${key}: ${render(text, value, indent)}`);
  }
  if (node.kind === 'array' && typeof step === 'number') {
    if (step !== node.items.length) throw invalidRequest(`${named} ${place} has ${node.items.length} entries`);
    return append(text, node, (indent) => render(text, value, indent));
  }
  throw invalidRequest(`${named} ${place} is not ${typeof step === 'number' ? 'a list' : 'an object'}`);
}

function append(text: string, node: ObjectNode | ArrayNode, entry: (indent: string) => string): string {
  const entries = entriesOf(node);
  const last = entries[entries.length - 1];
  const empty = node.inner === node.start + 1;
  const outer = lineIndent(text, node.start);
  const spread = empty || text.slice(node.start, node.end).includes('\n');
  const indent = spread ? (ownIndent(text, last) ?? `${outer}${unitOf(text)}`) : outer;
  const tail = text.slice(node.inner, node.end - 1);
  const comma = last && last.comma !== null ? ',' : '';
  const line = `${spread ? `${newlineOf(text)}${indent}` : ' '}${entry(indent)}${comma}`;
  const close = spread && !tail.includes('\n') ? `${newlineOf(text)}${outer}` : tail;
  const grown = splice(text, node.inner, node.end - 1, `${line}${close}`);
  return last && last.comma === null ? splice(grown, last.end, last.end, ',') : grown;
}

function child(node: Node, step: Step): Member | Item | undefined {
  if (node.kind === 'array') return typeof step === 'number' ? node.items[step] : undefined;
  if (node.kind === 'object') return node.members.findLast((member) => member.key === step);
  return undefined;
}

function entriesOf(node: Node): readonly (Member | Item)[] {
  if (node.kind === 'object') return node.members;
  return node.kind === 'array' ? node.items : [];
}

function wrap(steps: readonly Step[], value: Json): Json {
  return steps.reduceRight<Json>((inner, step) => {
    if (typeof step === 'string') return Object.fromEntries([[step, inner]]);
    if (step !== 0) throw invalidRequest(`Cannot set entry ${step} of a list that does not exist yet: begin with [0]`);
    return [inner];
  }, value);
}

function render(text: string, value: Json, indent: string): string {
  const plain = JSON.stringify(value, null, 2).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return plain.replaceAll('\n', `${newlineOf(text)}${indent}`);
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function keyText(text: string, node: ObjectNode, key: string): string {
  const sample = node.members[node.members.length - 1] ?? firstMember(text);
  const quoted = sample === undefined || /["']/.test(text.charAt(sample.start));
  return quoted || !IDENTIFIER.test(key) ? JSON.stringify(key) : key;
}

function firstMember(text: string): Member | undefined {
  const { root } = readDocument(text);
  return root?.kind === 'object' ? root.members[0] : undefined;
}

function unitOf(text: string): string {
  return ownIndent(text, firstMember(text)) || '  ';
}

function ownIndent(text: string, entry: { start: number } | undefined): string | undefined {
  if (!entry) return undefined;
  const before = text.slice(text.lastIndexOf('\n', entry.start - 1) + 1, entry.start);
  return before.trim() === '' ? before : undefined;
}

function lineIndent(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1, at))?.[0] ?? '';
}

function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function readText(text: string): unknown {
  if (isBlank(text)) return {};
  try {
    return JSON5.parse<unknown>(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GatewayError('INVALID_REQUEST', `Cannot edit settings that are not JSON5: ${reason}`, { cause });
  }
}

function isBlank(text: string): boolean {
  try {
    return readDocument(text).root === null;
  } catch {
    return false;
  }
}
