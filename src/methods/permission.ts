// The one check of who may do what, by the table of operations: for requests, slash commands and HTTP routes alike.
import { GatewayError, missingScope } from '../errors.ts';
import type { Caller, Principal } from '../ports.ts';
import { type MethodName, type OperationName, operations } from '../protocol/operations.ts';
import { allows } from '../protocol/scopes.ts';
import type { Surroundings } from './method.ts';

/** Throws when whoever asks is not one of those whom the operation is for, or lacks its scope. */
export function permit(name: OperationName, principal: Pick<Principal, 'role' | 'scopes'>): void {
  checkRole(name, principal.role);
  const { scope } = operations[name];
  if (!allows(principal.scopes, scope)) throw missingScope(scope);
}

/** The same for a method, whether it was called or a slash command that stands for it was typed. */
export function permitMethod(
  name: MethodName,
  { principal }: Pick<Caller, 'principal'>,
  params: unknown,
  { controlWrites }: Pick<Surroundings, 'controlWrites'>,
): void {
  const { control, ownNeedsNone } = operations[name];
  if (ownNeedsNone && isOwnDevice(params, principal)) checkRole(name, principal.role);
  else permit(name, principal);
  if (control) controlWrites.count(principal);
}

function checkRole(name: OperationName, role: Principal['role']): void {
  const { role: needed } = operations[name];
  if (role === needed) return;
  const next = `connect with role "${needed}"`;
  throw new GatewayError('FORBIDDEN', `Cannot use ${name} as ${role}: it is for the role ${needed} (${next})`, {
    details: { code: 'ROLE_NOT_ALLOWED', rule: 'role_not_allowed', next, role, requiredRole: needed },
  });
}

function isOwnDevice(params: unknown, { deviceId }: Principal): boolean {
  if (typeof params !== 'object' || params === null || !('deviceId' in params)) return false;
  return deviceId !== null && params.deviceId === deviceId;
}
