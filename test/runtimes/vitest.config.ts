// The wire on every runtime and every kind of database, apart from the other tests: `npm run test:runtimes`.
import { fileURLToPath } from 'node:url';
import Sequence from '../sequence.ts';

export default {
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/runtimes/*.test.ts'],
    globalSetup: ['./test/bundle.ts', './test/cache.ts'],
    setupFiles: ['./test/seed.ts'],
    reporters: ['default', './test/summary.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: Sequence },
  },
};
