// What a command may touch of the process that it runs in, so that tests can lend it another.
import { homedir } from 'node:os';
import type { Environment } from '../config/environment.ts';

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
      process.on('SIGINT', stop).on('SIGTERM', stop);
      return () => void process.off('SIGINT', stop).off('SIGTERM', stop);
    },
    openBrowser: async (url) => (await import('../machine/browser.ts')).openBrowser(url, environment),
  };
}
