// The page in a real browser, apart from the other tests: `npm run test:ui`.
import { fileURLToPath } from 'node:url';

export default {
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['./test/bundle.ts', './test/cache.ts', './test/browser/preparation.ts'],
    reporters: ['default', './test/summary.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    pool: 'forks',
    // One file after the other in the same process: what drives the browser is loaded twice and not twelve times.
    isolate: false,
    maxWorkers: 2,
  },
};
