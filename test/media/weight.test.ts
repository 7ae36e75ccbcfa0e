// What a large file costs the gateway's process: time, and hardly any memory.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import * as v from 'valibot';
import { afterAll, expect, test } from 'vitest';
import { MediaGot } from '../../src/protocol/media.ts';
import { endGateways, type Gateway, startGateway } from '../fixtures/gateway.ts';
import { connect } from '../fixtures/greeting.ts';
import { node } from '../fixtures/runtimes.ts';

const MB = 1024 * 1024;
const Uploaded = v.object({ mediaId: v.string(), sizeBytes: v.number() });
const chunk = randomBytes(MB);
const beginning = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1');

afterAll(endGateways);

function resident({ pid }: Gateway): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

/** Says as many megabytes as it is told, and never waits with more than one that nobody has read. */
async function upload(gateway: Gateway, megabytes: number, each: () => void): Promise<{ id: string; digest: string }> {
  const hash = createHash('sha256');
  const headers = { authorization: `Bearer ${gateway.token}` };
  const asked = request(`${gateway.http}/__openclaw__/media?name=film.mp4`, { method: 'POST', headers });
  const answered = once(asked, 'response');
  for (const bytes of [beginning, ...Array.from({ length: megabytes }, () => chunk)]) {
    hash.update(bytes);
    if (!asked.write(bytes)) await once(asked, 'drain');
    each();
  }
  asked.end();
  const [response]: IncomingMessage[] = await answered;
  let text = '';
  for await (const part of response?.setEncoding('utf8') ?? []) text += part;
  const { mediaId, sizeBytes } = v.parse(Uploaded, JSON.parse(text));
  expect(sizeBytes).toBe(megabytes * MB + beginning.length);
  return { id: mediaId, digest: hash.digest('hex') };
}

test('A film of 100 MB goes in and out, and the memory that it takes is no half of that, and others are served meanwhile', async () => {
  const gateway = await startGateway(node);
  const client = await connect(gateway);
  // What is thrown away waits for its collection: first as much of that as there is at any time.
  await upload(gateway, 40, () => undefined);

  const before = resident(gateway);
  let most = before;
  let count = 0;
  const look = () => {
    count += 1;
    if (count % 5 === 0) most = Math.max(most, resident(gateway));
  };
  const uploading = upload(gateway, 100, look);
  expect((await client.answer('health')).ok).toBe(true);
  const { id, digest } = await uploading;

  const got = v.parse(MediaGot, await client.request('assistant.media.get', { source: `media://inbound/${id}` }));
  if (!got.available) throw new Error(got.reason);
  const [response]: IncomingMessage[] = await once(request(`${gateway.http}${got.url}`).end(), 'response');
  const hash = createHash('sha256');
  let read = 0;
  for await (const part of response ?? []) {
    // The reader is slower than the gateway: what it has not taken must wait in the database.
    if (read === 0) look();
    read += part.length;
    hash.update(part);
    if (read % (5 * MB) < part.length) most = Math.max(most, resident(gateway));
  }
  expect(hash.digest('hex')).toBe(digest);
  expect(most - before).toBeLessThan(50);
  expect(client.problems).toEqual([]);
  client.terminate();
}, 60_000);
