// Why a file is not taken: in words, and as facts that a client can act on.
import { type GatewayError, invalidRequest } from '../errors.ts';

export type Reason =
  | 'ATTACHMENT_TOO_LARGE'
  | 'ATTACHMENT_IMAGE_TOO_LARGE'
  | 'ATTACHMENT_TOO_MANY'
  | 'ATTACHMENT_TYPE_UNSUPPORTED'
  | 'ATTACHMENT_INVALID'
  | 'ATTACHMENT_NOT_FOUND';

export function refused(code: Reason, message: string, facts: Record<string, unknown> = {}): GatewayError {
  return invalidRequest(message, { code, ...facts });
}

export function tooLarge(fileName: string, limit: number): GatewayError {
  const words = `Cannot take '${fileName}' as it is larger than ${megabytes(limit)}: send a smaller file`;
  return refused('ATTACHMENT_TOO_LARGE', words, { fileName, limit });
}

export function pictureTooLarge(fileName: string, limit: number): GatewayError {
  const words = `Cannot take '${fileName}' as pictures may have ${megabytes(limit)} at most: send a smaller one`;
  return refused('ATTACHMENT_IMAGE_TOO_LARGE', words, { fileName, limit });
}

function megabytes(bytes: number): string {
  return `${(bytes / (1024 * 1024)).toFixed(1).replace(/\.0$/, '')} MB`;
}
