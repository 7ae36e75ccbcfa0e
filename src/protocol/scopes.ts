// Scopes: what a principal was granted, what an operation needs.
import * as v from 'valibot';

export const scopes = [
  'operator.read',
  'operator.write',
  'operator.admin',
  'operator.approvals',
  'operator.pairing',
  'operator.questions',
  'operator.talk',
  'operator.talk.secrets',
] as const;

export const Scope = v.picklist(scopes);
export type Scope = v.InferOutput<typeof Scope>;

/** Admin implies everything, write implies read. */
export function allows(granted: readonly string[], needed: Scope): boolean {
  if (granted.includes(needed) || granted.includes('operator.admin')) return true;
  return needed === 'operator.read' && granted.includes('operator.write');
}
