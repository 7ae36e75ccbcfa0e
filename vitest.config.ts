export default {
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/node_modules/**'],
    setupFiles: ['./test/seed.ts'],
    reporters: ['default', './test/summary.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Most tests wait for processes that they started: two at a time keep two cores busy.
    maxWorkers: 2,
  },
};
