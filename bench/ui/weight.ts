// What has to come before the chat can be used: the scripts and styles that the browser really fetches until then.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { figure, judge, type Report } from '../report.ts';
import { rounds } from '../rounds.ts';
import type { Field } from './field.ts';
import { arrivalOf, forgetFiles, openSession, type Resource } from './visit.ts';

const KILOBYTE = 1000;
const AFTER_MS = 1500;

export async function weight({ context, gateway, stage }: Field): Promise<Report> {
  const report: Report = {
    name: 'weight',
    title: 'scripts and styles until the chat can be used',
    figures: [],
    verdicts: [],
  };
  const measured = await rounds(['cold'], async () => {
    await forgetFiles(context, gateway);
    const page = await openSession(context, gateway, 100);
    // What comes by itself when nothing is left to do.
    await page.waitForTimeout(AFTER_MS);
    const { usable, resources } = await arrivalOf(page);
    await page.close();
    const files = resources.filter(({ name }) => isWeight(name));
    return {
      before: files.filter(({ start }) => start < usable),
      after: files.filter(({ start }) => start >= usable),
      resources,
    };
  });
  const seen = measured.get('cold') ?? [];
  const before = seen.map(({ before }) => before);
  const gzip = before.map((files) => sum(files.map((file) => packed(stage.folder, file).gzip)));
  const sent = before.map((files) => sum(files.map(({ bytes }) => bytes)));
  report.figures.push(
    ...figure('as sent', 'until usable', 'kB', sent.map(inKilobytes)),
    ...figure('gzip', 'until usable', 'kB', gzip.map(inKilobytes)),
    ...figure(
      'brotli',
      'until usable',
      'kB',
      before.map((files) => inKilobytes(sum(files.map((file) => packed(stage.folder, file).brotli)))),
    ),
    ...figure(
      'unpacked',
      'until usable',
      'kB',
      before.map((files) => inKilobytes(sum(files.map((file) => packed(stage.folder, file).plain)))),
    ),
    ...figure(
      'scripts and styles',
      'until usable',
      'files',
      before.map((files) => files.length),
    ),
    ...figure(
      'all that is fetched',
      'until usable',
      'requests',
      seen.map(({ resources }) => resources.length + 1),
    ),
  );
  for (const file of before.at(-1) ?? []) {
    report.figures.push(
      ...figure(nameOf(file), 'until usable', 'kB gzip', [inKilobytes(packed(stage.folder, file).gzip)]),
    );
  }
  for (const file of seen.at(-1)?.after ?? []) {
    report.figures.push(
      ...figure(nameOf(file), 'afterwards', 'kB gzip', [inKilobytes(packed(stage.folder, file).gzip)]),
    );
  }
  const fetched = new Set(seen.flatMap(({ before, after }) => [...before, ...after].map(nameOf)));
  const rest = readdirSync(join(stage.folder, 'assets')).filter((name) => isWeight(name) && !fetched.has(name));
  const reserve = sum(rest.map((name) => packed(stage.folder, { name }).gzip));
  report.figures.push(...figure(`${rest.length} more files`, 'when asked for', 'kB gzip', [inKilobytes(reserve)]));
  const question = { target: 'weight', what: 'scripts and styles until the chat can be used' };
  report.verdicts.push(judge({ ...question, values: gzip.map(inKilobytes) }, { atMost: 90 }, 'kB gzip'));
  report.verdicts.push(judge({ ...question, values: sent.map(inKilobytes) }, { atMost: 90 }, 'kB as sent'));
  return report;
}

function isWeight(name: string): boolean {
  return /\.(js|css)$/.test(name);
}

function nameOf({ name }: Pick<Resource, 'name'>): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function packed(folder: string, file: Pick<Resource, 'name'>): { plain: number; gzip: number; brotli: number } {
  const source = readFileSync(join(folder, 'assets', nameOf(file)));
  return {
    plain: source.length,
    gzip: gzipSync(source, { level: 9 }).length,
    brotli: brotliCompressSync(source).length,
  };
}

function inKilobytes(bytes: number): number {
  return bytes / KILOBYTE;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
