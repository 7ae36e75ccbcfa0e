// The last line of a test run: how many passed and how many failed, from the runner's own report.
import type { Reporter, TestModule } from 'vitest/node';

export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    let broken = 0;
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
      if (module.errors().length > 0) broken += 1;
    }
    process.on('exit', () => process.stdout.write(`${counts.passed} passed, ${counts.failed + broken} failed\n`));
  }
}
