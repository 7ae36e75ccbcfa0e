// The addresses of a URL's host, as literals. What is asked here is what is judged and what is connected to.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { GatewayError } from '../errors.ts';

/** Never empty. URL has already written every spelling of an IPv4 address as four numbers. */
export async function resolveName(
  url: URL,
  resolve: (name: string) => Promise<string[]> = resolveHere,
  signal: AbortSignal,
): Promise<string[]> {
  const name = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(name) !== 0) return [name];
  const ended = Promise.withResolvers<never>();
  const end = () => ended.reject(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    const addresses = await Promise.race([resolve(name), ended.promise]);
    if (addresses.length > 0) return addresses;
  } catch (error) {
    signal.throwIfAborted();
    throw unknownName(name, error);
  } finally {
    signal.removeEventListener('abort', end);
  }
  throw unknownName(name);
}

async function resolveHere(name: string): Promise<string[]> {
  // A machine without IPv6 still gets such addresses: those of the older kind are tried first.
  return (await lookup(name, { all: true, order: 'ipv4first' })).map(({ address }) => address);
}

function unknownName(name: string, cause?: unknown): GatewayError {
  const quoted = JSON.stringify(name.slice(0, 200));
  return new GatewayError('UNAVAILABLE', `Cannot find the address of ${quoted}; check how the name is spelled`, {
    cause,
  });
}
