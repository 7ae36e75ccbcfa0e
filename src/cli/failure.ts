// Why a command ends without success: one sentence, a code for programs, and the number for the shell.
export const FAILED = 1;
export const MISUSED = 2;

export class CommandFailure extends Error {
  readonly code: string;
  readonly exitCode: number;
  readonly details: Record<string, unknown> | undefined;

  constructor(
    code: string,
    message: string,
    extras: { exitCode?: number; details?: Record<string, unknown> | undefined } = {},
  ) {
    super(message);
    this.name = 'CommandFailure';
    this.code = code;
    this.exitCode = extras.exitCode ?? FAILED;
    this.details = extras.details;
  }
}

export function misuse(message: string): CommandFailure {
  return new CommandFailure('USAGE', message, { exitCode: MISUSED });
}

/** What is shown of any error: never a stack. */
export function describeFailure(error: unknown): { code: string; message: string; exitCode: number } {
  if (error instanceof CommandFailure) return { code: error.code, message: error.message, exitCode: error.exitCode };
  const code =
    error instanceof Error && error.name === 'GatewayError' && 'code' in error ? String(error.code) : 'FAILED';
  const message = error instanceof Error && error.message !== '' ? error.message : String(error);
  return { code, message: message.replace(/\s*\n\s*/g, ' '), exitCode: FAILED };
}
