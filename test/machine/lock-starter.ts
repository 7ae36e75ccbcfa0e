// A process that tries to own a state directory when it is told to, and ends when it is told again.
import { createInterface } from 'node:readline';
import { takeLock } from '../../src/machine/lock.ts';

const words = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
process.stdout.write('ready\n');
await words.next();
try {
  takeLock(process.argv[2] ?? '');
  process.stdout.write('won\n');
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
await words.next();
process.exit(0);
