// Programs of this machine that bring tools: what they are given of the environment, what they print, and their end.
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { getLogger } from '@logtape/logtape';
import type { Transport } from '@modelcontextprotocol/client';
import { type Environment, expandHome } from '../config/environment.ts';
import { invalidRequest } from '../errors.ts';
import type { ProgramServer } from '../tools/mcp.ts';

/** Beside the few that the library hands on (PATH, HOME, SHELL, TERM, USER and the like): where and in which words. */
const HANDED_ON = ['LANG', 'LANGUAGE', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME'];
const KILL_AFTER_MS = 2000;
const LOGGED_CHARACTERS = 500;
const LINES_AT_ONCE = 50;
const log = getLogger(['pincer', 'mcp']);

export function programOpener(environment: Environment) {
  return async (name: string, server: ProgramServer, hide: (text: string) => string): Promise<Transport> => {
    const cwd = server.cwd === undefined ? undefined : expandHome(server.cwd, environment.HOME ?? '~');
    if (cwd !== undefined && !(await isFolder(cwd))) {
      throw invalidRequest(`its folder is not there; check mcp.servers.${name}.cwd`);
    }
    const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio');
    const handedOn = HANDED_ON.flatMap((word) => (environment[word] === undefined ? [] : [[word, environment[word]]]));
    const line = new StdioClientTransport({
      command: server.command,
      args: server.args,
      env: { ...Object.fromEntries(handedOn), ...server.env },
      ...(cwd === undefined ? {} : { cwd }),
      stderr: 'pipe',
    });
    tellLog(name, line.stderr, hide);
    const close = line.close.bind(line);
    line.close = async () => {
      const { pid } = line;
      if (pid === null) return close();
      // The library closes its input first and waits; a program that listens to signals need not.
      signal(pid, 'SIGTERM');
      const late = setTimeout(() => signal(pid, 'SIGKILL'), KILL_AFTER_MS);
      await close();
      clearTimeout(late);
    };
    return line;
  };
}

/** What a program prints beside its answers, line by line; without a reader it would stop at a full pipe. */
function tellLog(name: string, stderr: unknown, hide: (text: string) => string): void {
  if (!(stderr instanceof Readable)) return;
  let line = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = (line + text).split('\n');
    line = (lines.pop() ?? '').slice(0, LOGGED_CHARACTERS);
    for (const said of lines.slice(0, LINES_AT_ONCE)) {
      const shown = hide(said).slice(0, LOGGED_CHARACTERS).trimEnd();
      if (shown !== '') log.debug('{server}: {said}', { server: name, said: shown });
    }
  });
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
