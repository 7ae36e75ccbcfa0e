// Objects that are put out of memory, broken off and crowded, on a real workerd: `npm run test:edge`.
import { fileURLToPath } from 'node:url';

export default {
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/edge/*.test.ts'],
    globalSetup: ['./test/edge/bundle.ts', './test/cache.ts'],
    setupFiles: ['./test/seed.ts'],
    reporters: ['default', './test/summary.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
};
