// Where the page stands: it names its files from its own root, whichever of its views was asked for, and also where a proxy
// leaves a prefix in the path.

const views = new Set(['chat', 'overview', 'sessions', 'agents', 'devices', 'logs', 'settings']);
/** Never pages: an answer in HTML there would look like success to a program. */
const reserved = ['/v1/', '/api/', '/tools/invoke/', '/__openclaw/', '/__openclaw__/'];

/** Of programs, not of people. */
export function isReserved(path: string): boolean {
  return reserved.some((prefix) => `${path}/`.startsWith(prefix));
}

/** How many folders stand before the first view in a path; null when it names none. */
function depthOfView(path: string): number | null {
  const depth = path
    .split('/')
    .slice(1)
    .findIndex((segment) => views.has(segment));
  return depth < 0 ? null : depth;
}

export function isView(path: string): boolean {
  return depthOfView(path) !== null;
}

/** A folder that may be the root of the page. */
export function isRoot(path: string): boolean {
  return path.endsWith('/') && !isView(path) && !isReserved(path);
}

/** The way from a path to the root of the page, as a browser goes it: the path is not decoded. */
export function wayToRoot(path: string): string {
  const folders = path.split('/').length - 2;
  const up = folders - (depthOfView(path) ?? folders);
  return up > 0 ? '../'.repeat(up) : './';
}

/** The page with the files that it names from its own root. */
export async function standingAt(
  path: string,
  body: Uint8Array<ArrayBuffer> | ReadableStream,
): Promise<Uint8Array<ArrayBuffer> | ReadableStream> {
  const way = wayToRoot(path);
  if (way === './') return body;
  const page = await new Response(body).text();
  return new TextEncoder().encode(page.replaceAll('="./', `="${way}`));
}
