// The bundle of the Worker with a watcher, made as the real one is; where it goes is said on the command line.
import { mergeConfig } from 'vite';
import worker from '../../vite.worker.config.ts';

export default mergeConfig(worker, {
  build: { rolldownOptions: { input: { worker: 'test/edge/watched-worker.ts' }, external: [/^workerd:/] } },
});
