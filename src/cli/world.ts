// What a command may touch of the process that it runs in, so that tests can lend it another.
import { homedir } from 'node:os';
import type { Environment } from '../config/environment.ts';

/** A terminal sends Ctrl-C to everyone, and a task runner passes it on: that is one wish, not two. */
const ECHO_MS = 500;

export type World = {
  environment: Environment;
  home: string;
  /** Answers go to standard output, everything else to standard error. */
  write(text: string): void;
  writeError(text: string): void;
  /** A person is looking. */
  terminal: boolean;
  /** Calls back at SIGINT and SIGTERM until the returned function is called. */
  onStop(stop: () => void): () => void;
  openBrowser(url: string): Promise<boolean>;
};

export function processWorld(): World {
  const environment = process.env;
  // The reader of a pipe may leave early, as `head` does.
  process.stdout.on('error', () => process.exit(0));
  return {
    environment,
    home: homedir(),
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    terminal: process.stdout.isTTY === true,
    onStop: (stop) => {
      let last = Number.NEGATIVE_INFINITY;
      const heard = () => {
        const echo = performance.now() - last < ECHO_MS;
        last = performance.now();
        if (!echo) stop();
      };
      process.on('SIGINT', heard).on('SIGTERM', heard);
      return () => void process.off('SIGINT', heard).off('SIGTERM', heard);
    },
    openBrowser: async (url) => (await import('../machine/browser.ts')).openBrowser(url, environment),
  };
}
