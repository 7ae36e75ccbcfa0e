// What went wrong with a server, in words that say what to do; nothing of its secrets is in them.

import type { McpServer } from '../config/schema.ts';
import { GatewayError } from '../errors.ts';

export type Explain = (error: unknown, during: 'start' | 'call') => string;

/** The line to a server ended while somebody waited; the message is what the line itself said last. */
export class LineEnded extends Error {}

const DETAIL_CHARACTERS = 500;
/** Shorter values are not looked for: they would tear ordinary words apart. */
const TELLING = 6;

export function explainer(name: string, settings: McpServer, hide: (text: string) => string): Explain {
  const path = `mcp.servers.${name}`;
  const local = 'command' in settings;
  return (error, during) => {
    const what = `Cannot ${during === 'start' ? (local ? 'start' : 'reach') : 'ask'} the MCP server "${name}"`;
    if (error instanceof GatewayError) return `${what}: ${error.message}`;
    if (!(error instanceof Error)) return `${what}: it failed`;
    if (error.name === 'TimeoutError') {
      const seconds = settings.connectionTimeoutMs / 1000;
      return `${what}: it did not answer within ${seconds} s; see whether it is well, or raise ${path}.connectionTimeoutMs`;
    }
    if (/exceeded maximum size|more than \d+ bytes/.test(error.message)) {
      return `${what}: it said more than 10 MB at once; ask it for less`;
    }
    if (error instanceof LineEnded) {
      if (during === 'call') return `${what}: it ended before it answered; the next call starts it again`;
      return `${what}: it ended before it answered; the log at the level "debug" has what it said`;
    }
    const status = statusOf(error);
    if (status === 401 || status === 403) return `${what}: it refuses us (HTTP ${status}); check ${path}.headers`;
    if (status !== null) return `${what}: it answered with HTTP ${status}; check ${path}.url, or try again later`;
    const code = codeOf(error) ?? codeOf(error.cause);
    switch (code) {
      case 'ENOENT':
      case 'EACCES':
        return `${what}: its program cannot be run; check ${path}.command`;
      case 'ECONNREFUSED':
        return `${what}: nothing listens at its address; check ${path}.url`;
      case 'ENOTFOUND':
        return `${what}: its address is not known; check ${path}.url`;
      case 'INVALID_RESULT':
        return `${what}: what it answers is not what the protocol says`;
    }
    if (error.name === 'ProtocolError') return `${what}: ${hide(error.message).slice(0, DETAIL_CHARACTERS)}`;
    return `${what}: the connection failed${typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code) ? ` (${code})` : ''}`;
  };
}

/** It does not know us any more: it was started anew, or has forgotten. Nothing was done. */
export function isUnknownSession(error: unknown): boolean {
  return error instanceof Error && statusOf(error) === 404;
}

/** Takes out what the settings hand to a server, wherever it turns up in what comes from there. */
export function hider(settings: McpServer): (text: string) => string {
  const values = Object.values('command' in settings ? settings.env : settings.headers);
  const secrets = values
    .flatMap((value) => [value, value.split(/\s+/).at(-1) ?? ''])
    .filter((value) => value.length >= TELLING)
    .sort((one, other) => other.length - one.length);
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text);
}

function statusOf(error: Error): number | null {
  return 'status' in error && typeof error.status === 'number' ? error.status : null;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
