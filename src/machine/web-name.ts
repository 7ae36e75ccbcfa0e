// The addresses of a URL's host, as literals. What is asked here is what is judged and what is connected to.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { orEnded } from '../ended.ts';
import { GatewayError } from '../errors.ts';

/** Never empty. URL has already written every spelling of an IPv4 address as four numbers. */
export async function resolveName(
  url: URL,
  resolve: (name: string) => Promise<string[]> = resolveHere,
  signal: AbortSignal,
): Promise<string[]> {
  const name = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(name) !== 0) return [name];
  try {
    const addresses = await orEnded(resolve(name), signal);
    if (addresses.length > 0) return addresses;
  } catch (error) {
    signal.throwIfAborted();
    throw unknownName(name, error);
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
