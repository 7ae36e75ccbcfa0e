// The guarded way out: public addresses only, and the connection goes to the very address that was judged.
import type { Web, WebPage } from '../agent-seams.ts';
import { GatewayError, invalidRequest } from '../errors.ts';
import { isPublicAddress } from '../tools/public-address.ts';
import { readBody } from './web-body.ts';
import { resolveName } from './web-name.ts';
import { type Response, request } from './web-request.ts';

export type WebOptions = {
  userAgent: string;
  timeoutMs: number;
  maxRedirects: number;
  /** Of what a body holds when it is unpacked. */
  maxBytes?: number;
  /** The addresses of a name; this machine's resolver if not given. */
  resolve?: (name: string) => Promise<string[]>;
  /** Which addresses may be spoken to; the public ones if not given. */
  allows?: (address: string, port: number) => boolean;
  /** Certificates to trust beside the usual ones. */
  ca?: string;
  /** How an address is asked; by this machine's own connection to it if not given. */
  ask?: typeof request;
};

const MAX_BYTES = 5_000_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Of a name with many addresses, so many are tried. */
const TRIES = 3;

export function openWeb(options: WebOptions): Web {
  return async (url, signal) => {
    const late = new AbortController();
    const seconds = options.timeoutMs / 1000;
    const timer = setTimeout(() => late.abort(), options.timeoutMs);
    try {
      return await follow(url, options, AbortSignal.any([signal, late.signal]));
    } catch (error) {
      signal.throwIfAborted();
      if (late.signal.aborted) {
        throw new GatewayError(
          'UNAVAILABLE',
          `Cannot fetch ${shown(url)} because it took longer than ${seconds} s; try again later or another address`,
        );
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}

async function follow(first: string, options: WebOptions, signal: AbortSignal): Promise<WebPage> {
  const refused = (url: string, why: string) => {
    const where = url === first ? '' : `it leads to ${shown(url)}, and `;
    return invalidRequest(`Cannot fetch ${shown(first)} because ${where}${why}`);
  };
  let next = first;
  for (let redirects = 0; redirects <= options.maxRedirects; redirects += 1) {
    const url = readUrl(next, refused);
    const response = await visit(url, options, signal, (why) => refused(next, why));
    try {
      const { location } = response.headers;
      if (location === undefined || !REDIRECTS.has(response.status)) {
        const body = await readBody(response, options.maxBytes ?? MAX_BYTES, shown(url.href));
        return { url: url.href, status: response.status, ...body };
      }
      next = URL.canParse(location, url) ? new URL(location, url).href : location;
    } finally {
      response.end();
    }
  }
  const most = `${options.maxRedirects} redirects`;
  throw refused(first, `it takes more than ${most}; ask for the address that it leads to`);
}

function readUrl(text: string, refused: (url: string, why: string) => GatewayError): URL {
  if (!URL.canParse(text)) throw refused(text, 'it is no URL; use one such as "https://example.com/page"');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refused(text, `only "https:" and "http:" are fetched, received "${url.protocol.slice(0, 40)}"`);
  }
  if (url.username !== '' || url.password !== '') {
    throw refused(text, 'it carries a name or a password; leave them out');
  }
  url.hash = '';
  return url;
}

async function visit(
  url: URL,
  { allows = isPublicAddress, ask = request, ...options }: WebOptions,
  signal: AbortSignal,
  refused: (why: string) => GatewayError,
): Promise<Response> {
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const addresses = await resolveName(url, options.resolve, signal);
  // One private address among public ones is how a name that changes its mind begins.
  if (addresses.some((address) => !allows(address, port))) {
    throw refused(`"${url.hostname.slice(0, 200)}" is not on the public internet, and nothing else is fetched`);
  }
  let failure: unknown;
  for (const address of addresses.slice(0, TRIES)) {
    try {
      return await ask({ url, address, port, signal, userAgent: options.userAgent, ca: options.ca });
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
  }
  const cause = failure;
  throw new GatewayError('UNAVAILABLE', `Cannot fetch ${shown(url.href)} because ${reason(cause)}`, { cause });
}

function reason(failure: unknown): string {
  const code = failure instanceof Error && 'code' in failure && typeof failure.code === 'string' ? failure.code : '';
  if (/CERT|TLS|SSL|SIGNATURE|SELF_SIGNED|INVALID_CA|UNABLE_TO/.test(code) || /certificate/i.test(String(failure))) {
    return 'its certificate is not valid; do not trust what stands there';
  }
  if (code === 'ECONNREFUSED') return 'nothing listens there; check the address and its port';
  if (code.startsWith('HPE_') || code === 'ERR_INVALID_HTTP_TOKEN') return 'what answers there does not speak HTTP';
  return `the connection failed${/^[A-Z_]{3,40}$/.test(code) ? ` (${code})` : ''}; try again later`;
}

/** A URL as it may stand in a message: without what may be secret in its query, and not too long. */
function shown(url: string): string {
  const bare = url.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//');
  return JSON.stringify(bare.length > 200 ? `${bare.slice(0, 199)}…` : bare);
}
