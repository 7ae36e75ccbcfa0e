// The wire on Node, with a file: the very tests that `npm test` runs.
import '../node.test.ts';
