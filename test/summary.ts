// The last line of a test run: how many passed and how many failed, from the runner's own report. Of runs that name the same
// file in PINCER_COUNTS, each says how many it is with those before.
import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Reporter, TestModule } from 'vitest/node';

const Counts = v.pipe(v.string(), v.parseJson(), v.object({ passed: v.number(), failed: v.number() }));

export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    let broken = unhandled.length;
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
      // What fails before the tests of a group leaves them out without a word.
      for (const part of [module, ...module.children.allSuites()]) if (part.errors().length > 0) broken += 1;
    }
    const { passed, failed } = withThoseBefore({ passed: counts.passed, failed: counts.failed + broken });
    process.on('exit', () => process.stdout.write(`${passed} passed, ${failed} failed\n`));
  }
}

function withThoseBefore(counts: v.InferOutput<typeof Counts>): v.InferOutput<typeof Counts> {
  const path = process.env.PINCER_COUNTS;
  if (!path) return counts;
  const before = v.safeParse(Counts, readFileSync(path, 'utf8'));
  if (!before.success) {
    writeFileSync(path, JSON.stringify(counts));
    return counts;
  }
  const { passed, failed } = before.output;
  const sum = { passed: passed + counts.passed, failed: failed + counts.failed };
  writeFileSync(path, JSON.stringify(sum));
  return sum;
}
