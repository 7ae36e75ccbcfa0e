// A request as the doors are to judge it: who is at the other end, and no header that only the platform has added.
import { isForwarding } from '../auth/forwarding.ts';
import type { Place } from './place.ts';

/** The platform says it, and lets nobody else say it. */
const CLIENT = 'cf-connecting-ip';

export function peerOf({ headers }: Request, { local }: Place): string {
  return local ? '127.0.0.1' : (headers.get(CLIENT) ?? '');
}

/**
 * Under the path that its gateway knows. The platform forwards every request, and leaves the traces of a proxy in it: only
 * where it runs on somebody's own machine are they another's.
 */
export function asSeen(request: Request, path: string, { local }: Place): Request {
  const url = new URL(request.url);
  url.pathname = path;
  const headers = new Headers(request.headers);
  headers.delete(CLIENT);
  if (!local) for (const name of [...headers.keys()]) if (isForwarding(name)) headers.delete(name);
  // The signal tells when the caller has left.
  return new Request(new Request(url, request), { headers, signal: request.signal });
}
