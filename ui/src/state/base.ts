// Where the page stands: at the root of its gateway, or under a prefix that a proxy put before it.

/** The page's root, with a slash at its end. Its program lies in the folder assets below it. */
const base = new URL(/* @vite-ignore */ '../', import.meta.url);

export function addressOf(path: string): string {
  return new URL(path.replace(/^\//, ''), base).href;
}

export function socketAddress(): string {
  const address = new URL(base);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}

/** The way of an address below the page's root, or null when it is elsewhere. */
export function pathBelow(address: URL): string | null {
  if (address.origin !== base.origin || !`${address.pathname}/`.startsWith(base.pathname)) return null;
  return `/${address.pathname.slice(base.pathname.length)}`;
}
