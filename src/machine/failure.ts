// A reason of the machine's that a person can act on, in one sentence.
export class MachineFailure extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'MachineFailure';
  }
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** What a refusal of the file system means, without its stack and system call. */
export function fileReason(error: unknown): string {
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'this user may not write there';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no space is left';
    case 'ENOENT':
      return 'it does not exist';
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
      return 'something else has that name';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** Why an address cannot be listened on: Node says it in codes, Deno in names. */
export function listenReason(error: unknown): string {
  const name = errorCode(error) || (error instanceof Error ? error.name : '');
  switch (name) {
    case 'EADDRINUSE':
    case 'AddrInUse':
      return 'the port is in use; stop what uses it or start with --force, or choose another with --port';
    case 'EACCES':
    case 'PermissionDenied':
      return 'this user may not use that port; choose one above 1023';
    case 'EADDRNOTAVAIL':
    case 'AddrNotAvailable':
      return 'this machine has no such address; check gateway.bind and gateway.customBindHost';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
