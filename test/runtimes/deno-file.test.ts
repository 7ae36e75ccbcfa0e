// The wire on Deno, with a file: the very tests that `npm test` runs.
import '../deno.test.ts';
