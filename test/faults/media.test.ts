// kill -9 around files: what nobody named in a message is an orphan, and the sweep forgets it; what was named stays.
import { request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@libsql/client/sqlite3';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/machine/digest.ts';
import { openDatabase } from '../../src/store/database.ts';
import { createMediaStore } from '../../src/store/media.ts';
import { endGateways, type Gateway, startGateway } from '../fixtures/gateway.ts';
import { connect, history, talk } from '../fixtures/greeting.ts';
import { type Model, modelSettings, startModel } from '../fixtures/model.ts';
import { deno, node } from '../fixtures/runtimes.ts';
import { png, samples } from '../media/samples.ts';

let model: Model;
beforeAll(async () => {
  model = await startModel();
});
afterEach(endGateways);
afterAll(() => model.close());

const Uploaded = v.object({ mediaId: v.string() });
const film = new Uint8Array([...samples.mp4, ...new Uint8Array(1_000_000)]);

async function upload(gateway: Gateway, name: string, body: Uint8Array<ArrayBuffer>): Promise<string> {
  const headers = { authorization: `Bearer ${gateway.token}` };
  const answer = await fetch(`${gateway.http}/__openclaw__/media?name=${name}`, { method: 'POST', headers, body });
  return v.parse(Uploaded, await answer.json()).mediaId;
}

/** It stays open until the gateway dies. */
function half(gateway: Gateway): void {
  const headers = { authorization: `Bearer ${gateway.token}`, 'content-length': film.length * 2 };
  const asked = request(`${gateway.http}/__openclaw__/media?name=half.mp4`, { method: 'POST', headers, agent: false });
  asked.on('error', () => undefined);
  asked.write(film);
}

function count({ stateDirectory }: Gateway, question: string): number {
  const database = new DatabaseSync(join(stateDirectory, 'pincer.db'), { readOnly: true });
  const answer = Number(Object.values(database.prepare(question).get() ?? {})[0]);
  database.close();
  return answer;
}

describe.each([node, deno])('files and kill -9 on $name', (runtime) => {
  test('an upload that was cut and one that nobody named are swept; one that a message names is there', async () => {
    const gateway = await startGateway(runtime, { settings: modelSettings(model) });
    const key = `agent:main:media-${runtime.name}`;
    const named = await upload(gateway, 'cat.png', png(3, 4));
    await upload(gateway, 'orphan.mp4', film);
    const first = await connect(gateway);
    await talk(first, key, 'Keep the cat', { attachments: [{ mediaId: named }] });
    half(gateway);
    while (count(gateway, 'select count(*) from media where ready = 0') === 0) await first.request('last-heartbeat');
    await gateway.kill();

    await gateway.restart();
    const client = await connect(gateway);
    const { messages } = await history(client, key);
    expect(messages[0]?.__openclaw.media).toMatchObject([{ id: named, fileName: 'cat.png' }]);
    await gateway.stop();

    const database = createClient({ url: `file:${join(gateway.stateDirectory, 'pincer.db')}`, concurrency: 1 });
    const media = createMediaStore(await openDatabase(database), sha256);
    expect(await media.sweep(Date.now() + 1)).toBe(2);
    expect(await media.find([named])).toMatchObject([{ id: named, width: 3, height: 4 }]);
    database.close();
    expect(count(gateway, 'select count(*) from media_pieces')).toBe(1);
  });

  test('an upload that was answered before the crash can be named after it', async () => {
    const gateway = await startGateway(runtime, { settings: modelSettings(model) });
    const mediaId = await upload(gateway, 'cat.png', png(3, 4));
    await gateway.kill();
    await gateway.restart();
    const client = await connect(gateway);
    const key = `agent:main:after-${runtime.name}`;
    expect(await talk(client, key, 'Here', { attachments: [{ mediaId }] })).toMatchObject({ state: 'final' });
  });
});
