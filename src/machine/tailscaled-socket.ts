// One question over the socket of tailscaled: who an address is. The answer is bounded in time and size.
import { get, type IncomingMessage } from 'node:http';
import { errorCode, MachineFailure } from './failure.ts';
import { LOOK, START } from './tailscale-command.ts';

/** Under any other name tailscaled takes the question for one of a web page's, and refuses it. */
const HOST = 'local-tailscaled.sock';
const MOST_BYTES = 65_536;

/** What it answered, empty when it does not know the address; null when there is no such socket. */
export function askSocket(socketPath: string, address: string, timeoutMs: number): Promise<string | null> {
  const { promise, resolve, reject } = Promise.withResolvers<string | null>();
  const fail = (reason: string, cause?: unknown) => reject(whoisFailure(address, reason, cause));
  // The form wants a port. It says nothing of a device that has its address for itself.
  const query = new URLSearchParams({ addr: address.includes(':') ? `[${address}]:0` : `${address}:0` });
  const asking = get({
    socketPath,
    path: `/localapi/v0/whois?${query}`,
    headers: { host: HOST },
    setHost: false,
    agent: false,
  });
  const late = setTimeout(() => fail(`it did not answer within ${timeoutMs} ms: ${LOOK}`), timeoutMs);
  asking.on('error', (error) => {
    if (errorCode(error) === 'ENOENT') resolve(null);
    else fail(socketReason(error, socketPath), error);
  });
  asking.on('response', (answer) => {
    const { statusCode: status = 0 } = answer;
    if (status === 404) resolve('');
    else if (status !== 200) fail(`it answered with the status ${status}: ${LOOK}`);
    else readAnswer(answer, resolve, fail);
  });
  return promise.finally(() => {
    clearTimeout(late);
    asking.destroy();
  });
}

export function whoisFailure(address: string, reason: string, cause?: unknown): MachineFailure {
  return new MachineFailure(`Cannot ask tailscaled who ${address} is as ${reason}`, cause);
}

function readAnswer(
  answer: IncomingMessage,
  resolve: (text: string) => void,
  fail: (reason: string, cause?: unknown) => void,
): void {
  const parts: Buffer[] = [];
  let size = 0;
  answer.on('data', (part: Buffer) => {
    size += part.length;
    if (size > MOST_BYTES) fail(`its answer is larger than 64 kB: ${LOOK}`);
    else parts.push(part);
  });
  answer.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
  answer.on('error', (error) => fail(`its answer broke off: ${LOOK}`, error));
}

function socketReason(error: Error, socketPath: string): string {
  switch (errorCode(error)) {
    case 'ECONNREFUSED':
      return `nothing answers at ${socketPath}: ${START}`;
    case 'EACCES':
    case 'EPERM':
      return `this user may not use ${socketPath}: give the user that right`;
    default:
      return `the connection to ${socketPath} failed: ${LOOK}`;
  }
}
