// The Control UI over HTTP: its page, its assets, and the small JSON that it reads first.
import { type Context, Hono } from 'hono';
import { getMimeType } from 'hono/utils/mime';
import type { Admit } from './admission.ts';
import { isUpgrade } from './headers.ts';
import { packedFile } from './packed-file.ts';
import { isReserved, isView, standingAt } from './page-root.ts';

export type UiFile = {
  body: Uint8Array<ArrayBuffer> | ReadableStream;
  type: string;
  modified?: number;
  /** How its bytes are packed. */
  encoding?: string;
};
/** A file by its absolute, decoded path; null when there is none that may be shown. */
export type Files = (path: string) => Promise<UiFile | null>;

export type UiDeps = {
  files: Files;
  bootstrap: (authorised: boolean) => object;
  admit: Admit;
};

const configPaths = ['', '/__openclaw', '/__openclaw__'].map((base) => `${base}/control-ui-config.json`);

export function uiRoutes({ files, bootstrap, admit }: UiDeps): Hono {
  const app = new Hono();

  for (const path of configPaths) {
    app.get(path, async (c) => {
      const authorised = await admit(c).then(
        () => true,
        () => false,
      );
      return c.json(bootstrap(authorised), 200, { 'Cache-Control': 'no-store' });
    });
  }

  /** Also behind a prefix that a proxy left in the path. */
  const fileAt = async (path: string) => (await files(path)) ?? files(path.slice(path.lastIndexOf('/')));

  app.get('*', async (c, next) => {
    if (isUpgrade(c.req.raw)) return next();
    const path = readPath(c.req.url);
    if (path === null || isReserved(path)) return c.notFound();

    const asset = path.lastIndexOf('/assets/');
    if (asset >= 0)
      return serve(c, await packedFile(c, path.slice(asset), files), 'public, max-age=31536000, immutable');
    if (getMimeType(path) && path !== '/index.html' && !isView(path)) return serve(c, await fileAt(path), 'no-cache');

    const page = await files('/index.html');
    if (!page) return c.html(notBuilt, 503, { 'Cache-Control': 'no-store' });
    const body = await standingAt(new URL(c.req.url).pathname, page.body);
    return serve(c, { ...page, body }, 'no-cache');
  });

  return app;
}

/** Decoded once. Anything that a file system or a second decoding could read as another place is no path at all. */
function readPath(url: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    return null;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return /[\u0000-\u001f\u007f%\\]|\/[./]/.test(path) ? null : path;
}

function serve(c: Context, file: UiFile | null, cache: string): Response | Promise<Response> {
  if (!file) return c.notFound();
  const headers: Record<string, string> = { 'Content-Type': file.type, 'Cache-Control': cache };
  // A cache between must not give one browser what another asked for.
  if (cache.includes('immutable')) headers.Vary = 'Accept-Encoding';
  if (file.encoding !== undefined) headers['Content-Encoding'] = file.encoding;
  if (file.modified !== undefined) {
    const modified = new Date(file.modified).toUTCString();
    headers['Last-Modified'] = modified;
    // The very same date, not a later one: a build that was rolled back is older, and still another one.
    if (c.req.header('If-Modified-Since') === modified) return discard(c, file, headers);
  }
  if (file.body instanceof Uint8Array) headers['Content-Length'] = String(file.body.byteLength);
  return c.body(file.body, 200, headers);
}

function discard(c: Context, file: UiFile, headers: Record<string, string>): Response {
  if (file.body instanceof ReadableStream) void file.body.cancel();
  return c.body(null, 304, headers);
}

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Pincer: the page is not built</title>
<h1>The Control UI is not built</h1>
<p>The gateway is running, and other clients can connect to this address.</p>
<p>To have the page too, run <code>npm run build</code> in the gateway's folder, then reload.</p>
</html>
`;
