// What a test must not overlook: errors that the page made, words in the console, rules of its policy that it broke, and
// requests to anybody but its gateway.
import type { BrowserContext } from 'playwright-core';

export class Troubles {
  #found: string[] = [];
  readonly #awaited: RegExp[] = [];

  watch(context: BrowserContext): void {
    // A broken rule of the content security policy is an error in the console too.
    context.on('console', (message) => {
      if (isCutFetch(message.text(), message.location().url)) return;
      if (message.type() === 'error' || message.type() === 'warning') this.#found.push(`console: ${message.text()}`);
    });
    context.on('weberror', (error) => this.#found.push(`error: ${error.error().message}`));
    context.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (!/^(http|ws|blob|data):$/.test(protocol) || !/^(127\.0\.0\.1|localhost|)$/.test(hostname)) {
        this.#found.push(`request: ${request.url()}`);
      }
    });
  }

  /** What the browser itself has to say when a test breaks something on purpose. */
  await(words: RegExp): void {
    this.#awaited.push(words);
  }

  get found(): string[] {
    return this.#found.filter((trouble) => !this.#awaited.some((words) => words.test(trouble)));
  }
}

/** A page that is left while its worker fetches a file for it: the browser tells of that, and nobody misses the file. */
function isCutFetch(words: string, address: string): boolean {
  return (
    /net::ERR_(FAILED|ABORTED)/.test(words) && new URL(address, 'http://localhost').pathname.startsWith('/assets/')
  );
}
