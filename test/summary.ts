// The end of a test run, from the runner's own report: what failed, what needed a second try, and as the last line how many
// passed and how many failed. Of runs that name the same file in PINCER_COUNTS, each counts those before.
import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

const Counts = v.object({
  passed: v.number(),
  failed: v.number(),
  wrong: v.array(v.string()),
  flaky: v.array(v.string()),
});
type Counts = v.InferOutput<typeof Counts>;

export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { message: string }[]): void {
    const counts = countsBefore();
    for (const module of modules) {
      for (const test of module.children.allTests()) count(test, counts);
      // What fails before the tests of a group leaves them out without a word.
      for (const part of [module, ...module.children.allSuites()]) {
        if (part.errors().length > 0) failed(counts, `${module.relativeModuleId}: ${firstLine(part.errors())}`);
      }
    }
    for (const error of unhandled) failed(counts, firstLine([error]));
    keep(counts);
    process.on('exit', () => process.stdout.write(ending(counts)));
  }
}

function count(test: TestCase, counts: Counts): void {
  const name = `${test.module.relativeModuleId} > ${test.fullName}`;
  const { state, errors = [] } = test.result();
  if (state === 'failed') failed(counts, `${name}: ${firstLine(errors)}`);
  if (state === 'passed') counts.passed += 1;
  if (test.diagnostic()?.flaky) counts.flaky.push(name);
}

function failed(counts: Counts, what: string): void {
  counts.failed += 1;
  counts.wrong.push(what);
}

function firstLine(errors: readonly { message: string }[]): string {
  return errors[0]?.message.split('\n', 1)[0]?.slice(0, 200) ?? 'no error was named';
}

function ending({ passed, failed, wrong, flaky }: Counts): string {
  const list = (title: string, names: string[]) =>
    names.length > 0 ? `${title}\n${names.map((name) => `  ${name}\n`).join('')}` : '';
  return `${list('Failed:', wrong)}${list('Passed at a second try:', flaky)}${passed} passed, ${failed} failed\n`;
}

function countsBefore(): Counts {
  const path = process.env.PINCER_COUNTS;
  const text = path && readFileSync(path, 'utf8');
  return text ? v.parse(Counts, JSON.parse(text)) : { passed: 0, failed: 0, wrong: [], flaky: [] };
}

function keep(counts: Counts): void {
  if (process.env.PINCER_COUNTS) writeFileSync(process.env.PINCER_COUNTS, JSON.stringify(counts));
}
