import Sequence from './test/sequence.ts';

export default {
  test: {
    include: ['test/**/*.test.ts'],
    // What needs a browser, every runtime with every database, and what is done to objects, have suites of their own.
    exclude: ['test/node_modules/**', 'test/browser/**', 'test/runtimes/**', 'test/edge/**'],
    globalSetup: ['./test/bundle.ts', './test/cache.ts'],
    setupFiles: ['./test/seed.ts'],
    reporters: ['default', './test/summary.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Most tests wait for processes that they started: two at a time keep two cores busy.
    maxWorkers: 2,
    sequence: { sequencer: Sequence },
  },
};
