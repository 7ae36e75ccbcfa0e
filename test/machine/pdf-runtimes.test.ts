// A PDF that keeps whoever reads it busy keeps nobody else waiting, on each runtime.
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { endGateways, type Gateway, startGateway } from '../fixtures/gateway.ts';
import { connect, talk } from '../fixtures/greeting.ts';
import { deno, node } from '../fixtures/runtimes.ts';
import { busy, inflating } from '../media/hostile-pdfs.ts';
import { base64, pdf } from '../media/samples.ts';

afterEach(endGateways);

function upload(gateway: Gateway, body: Uint8Array<ArrayBuffer>) {
  const headers = { authorization: `Bearer ${gateway.token}` };
  const url = `${gateway.http}/__openclaw__/media?name=a.pdf`;
  const answer = { status: 0 };
  const answered = fetch(url, { method: 'POST', body, headers }).then(
    async (response) => {
      await response.body?.cancel();
      answer.status = response.status;
    },
    () => undefined,
  );
  return { answer, answered };
}

function list(...words: string[]): string[] {
  try {
    return execFileSync('ps', words, { encoding: 'utf8' }).split('\n');
  } catch {
    // There is nothing of the kind.
    return [];
  }
}

/** The threads of a process and the processes that it started: one more of them reads the PDF. */
function helpers({ pid }: Gateway): string[] {
  const found = [...list('-L', '-o', 'lwp=', '-p', `${pid}`), ...list('-o', 'pid=', '--ppid', `${pid}`)];
  return found.map((id) => id.trim()).filter((id) => id !== '');
}

/** In megabytes, since it began. */
function mostMemory({ pid }: Gateway): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

test.each([node, deno])(
  'Others are answered on $name while a hostile PDF is read, and a stop ends it',
  async (runtime) => {
    const gateway = await startGateway(runtime);
    const client = await connect(gateway);
    expect((await talk(client, 'agent:main:a', 'hello')).state).toBe('final');
    const before = helpers(gateway).length;

    const { answer, answered } = upload(gateway, busy(3));
    await expect.poll(() => helpers(gateway).length, { timeout: 10_000 }).toBeGreaterThan(before);
    const readers = helpers(gateway);
    for (const words of ['one', 'two']) {
      expect((await talk(client, 'agent:main:b', words)).state).toBe('final');
    }
    expect(answer.status, 'it is still being read').toBe(0);

    expect((await gateway.stop()).code).toBe(0);
    await answered;
    expect(answer.status, 'it is refused, to be sent again').toBe(503);
    const living = () => new Set(list('-eLo', 'lwp=,stat=').flatMap((line) => /^\s*(\d+) [^Z]/.exec(line)?.[1] ?? []));
    await expect.poll(() => readers.filter((id) => living().has(id))).toEqual([]);
  },
  60_000,
);

test.each([node, deno])(
  'The process lives on $name when a PDF inflates to a gigabyte, and the next is read',
  async (runtime) => {
    const gateway = await startGateway(runtime);
    const client = await connect(gateway);
    const { answer, answered } = upload(gateway, inflating(1024));
    await answered;
    expect(answer.status).toBe(201);
    const attachments = [{ fileName: 'b.pdf', content: base64(pdf('Total: 12 crowns')) }];
    expect((await talk(client, 'agent:main:a', 'read it', { attachments })).state).toBe('final');
    expect(JSON.stringify(await client.request('logs.tail'))).toContain('it takes too much memory to read');
    expect(mostMemory(gateway)).toBeLessThan(1200);
    expect(client.problems).toEqual([]);
  },
  60_000,
);

test('readInProcess() on Deno reads in a process, and ends it at its time and when it is told to', async () => {
  const [program, ...words] = deno.command;
  const probe = fileURLToPath(new URL('../fixtures/pdf-probe.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(program, [...words.slice(0, -1), probe], { timeout: 50_000 });
  expect(JSON.parse(stdout)).toEqual({
    words: { text: 'Hello\n\nyou' },
    large: { failure: 'it takes too much memory to read' },
    late: { failure: 'its process ended without an answer' },
    ended: { failed: 'AbortError' },
  });
  expect(list('-eo', 'args=').filter((line) => line.includes('endless-keeper'))).toEqual([]);
}, 60_000);
