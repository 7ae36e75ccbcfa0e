// Section 1, files: nobody names a place of this machine and gets what is there, and no file costs more than it may.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/media/limits.ts';
import { openHouse } from '../conformance/house.ts';
import { makeDirectory, startGateway } from '../fixtures/gateway.ts';
import { history, talk } from '../fixtures/greeting.ts';
import { node } from '../fixtures/runtimes.ts';
import { base64, gif, jpeg, pdf, png, samples, text } from '../media/samples.ts';
import { ask } from './asking.ts';

const SECRET = 'what only this machine may read';
const folder = makeDirectory('private');
const file = join(folder, 'secret.txt');
writeFileSync(file, SECRET);

const house = openHouse((options) => startGateway(node, options));
const Stored = v.object({ mediaId: v.string() });
const Result = v.object({ result: v.optional(v.unknown()), error: v.optional(v.unknown()) });

/** Ways to say where a file of this machine is, or one of another that it can reach. */
const places = [
  file,
  `file://${file}`,
  `file:///../..${file}`,
  '\\\\evil.example\\share\\x.png',
  '//evil.example/share/x.png',
  `media://inbound/../../..${file}`,
  `media://inbound/${encodeURIComponent(file)}`,
  '~/.ssh/id_rsa',
  'C:\\Users\\me\\secret.txt',
];

const bearer = () => ({ authorization: `Bearer ${house.gateway.token}` });
const params = (attachments: object[]) => ({
  sessionKey: house.key(),
  message: 'look',
  attachments,
  idempotencyKey: crypto.randomUUID(),
});

describe('[1] files of this machine', () => {
  test('GHSA-mr34-9552-qr95 GHSA-gfg9-5357-hv4c CVE-2026-44996: a client names files by the ids that it was given, and by no place', async () => {
    const client = await house.connect();
    for (const place of places) {
      for (const attachment of [
        { mediaId: place },
        { path: place },
        { url: place },
        { content: place },
        { fileName: place },
      ]) {
        const { code, message } = await client.refusal('chat.send', params([attachment]));
        expect(code, JSON.stringify(attachment)).toBe('INVALID_REQUEST');
        expect(message).not.toContain(SECRET);
      }
      expect((await client.refusal('assistant.media.get', { source: place })).code, place).toBe('INVALID_REQUEST');
      for (const query of [
        `source=${encodeURIComponent(place)}&meta=1`,
        `source=${encodeURIComponent(place)}&mediaTicket=x`,
      ]) {
        const path = `/__openclaw__/assistant-media?${query}`;
        const { status, text: said } = await ask(`${house.gateway.http}${path}`, { headers: bearer() });
        expect([place, status]).toEqual([place, 400]);
        expect(said).not.toContain(SECRET);
      }
      const { status, text: said } = await ask(
        `${house.gateway.http}/__openclaw__/media/${encodeURIComponent(place)}?ticket=x`,
      );
      expect(status, place).toBeGreaterThanOrEqual(400);
      expect(said).not.toContain(SECRET);
    }
  });

  test('GHSA-mr34-9552-qr95 GHSA-gfg9-5357-hv4c CVE-2026-44996: what a model says of places stays words, in history and for the page', async () => {
    const client = await house.connect();
    const key = house.key();
    const words = places.map((place) => `MEDIA:${place}\n![picture](${place})\n[[media:${place}]]`).join('\n');
    house.model.answers(`show it in ${key}`, { type: 'text', text: words });
    await talk(client, key, `show it in ${key}`);
    const { messages } = await history(client, key);
    const told = JSON.stringify(messages);
    expect(told).not.toContain(SECRET);
    expect(messages[1]?.__openclaw).not.toHaveProperty('media');
    expect(told).not.toMatch(/"type":"image"|data:[a-z]+\/|media:\/\/inbound\/[\w-]{8}/);
  });

  test('GHSA-mr34-9552-qr95 GHSA-gfg9-5357-hv4c CVE-2026-44996: the tools of an agent stay in its workspace, whatever links are there', async () => {
    const workspace = join(house.gateway.stateDirectory, 'workspace');
    mkdirSync(workspace, { recursive: true });
    writeFileSync(join(workspace, 'own.txt'), 'its own');
    symlinkSync(file, join(workspace, 'link.txt'));
    symlinkSync(folder, join(workspace, 'folder'));
    const headers = { ...bearer(), 'content-type': 'application/json' };
    const use = async (tool: string, args: object) => {
      const body = JSON.stringify({ tool, args });
      const answer = await ask(`${house.gateway.http}/tools/invoke`, { method: 'POST', headers, body });
      return { ...answer, ...v.parse(Result, JSON.parse(answer.text)) };
    };
    expect((await use('read', { path: 'own.txt' })).text).toContain('its own');
    for (const path of [
      ...places,
      'link.txt',
      'folder/secret.txt',
      '../openclaw.json',
      'own.txt/../../openclaw.json',
    ]) {
      const read = await use('read', { path });
      expect(read.status, path).not.toBe(200);
      expect(read.text, path).not.toMatch(new RegExp(`${SECRET}|${house.gateway.token}`));
      await use('write', { path, content: 'overwritten' });
    }
    expect(readFileSync(file, 'utf8')).toBe(SECRET);
    expect(readFileSync(house.gateway.settingsFile, 'utf8')).toContain(house.gateway.token);
  });
});

describe('[1] files that are too much', () => {
  test('GHSA-6rph-mmhp-h7h9 oc#58226: what is counted is what comes out of the base64, however it is packed', async () => {
    const client = await house.connect();
    const large = base64(Buffer.alloc(limits.maxBytes + 1, 'a'));
    for (const content of [large, `data:text/plain;base64,${large}`]) {
      const refusal = await client.refusal('chat.send', params([{ fileName: 'a.txt', content }]));
      expect(refusal.details).toMatchObject({ code: 'ATTACHMENT_TOO_LARGE' });
    }
    const heavy = base64(Buffer.concat([png(10, 10), Buffer.alloc(limits.maxImageBytes)]));
    const picture = await client.refusal(
      'chat.send',
      params([{ mimeType: 'text/plain', fileName: 'a.txt', content: heavy }]),
    );
    expect(picture.details).toMatchObject({ code: 'ATTACHMENT_IMAGE_TOO_LARGE' });
    const headers = { ...bearer(), 'content-length': String(limits.maxUploadBytes + 1) };
    const upload = await ask(`${house.gateway.http}/__openclaw__/media`, { method: 'POST', headers });
    expect(upload.status).toBe(413);
  });

  test('GHSA-6rph-mmhp-h7h9 oc#58226: a picture of few bytes and many pixels is refused before anybody unpacks it', async () => {
    const client = await house.connect();
    const bombs = {
      png: png(60_000, 60_000),
      wide: png(1, 60_000),
      modest: png(10_000, 6000),
      jpeg: jpeg(16_385, 16_385),
      gif: gif(1, 1, 2, [60_000, 60_000]),
    };
    for (const [kind, bytes] of Object.entries(bombs)) {
      expect(bytes.length).toBeLessThan(100_000);
      const refusal = await client.refusal('chat.send', params([{ fileName: 'tiny.png', content: base64(bytes) }]));
      expect([kind, refusal.details]).toEqual([kind, expect.objectContaining({ code: 'ATTACHMENT_IMAGE_TOO_LARGE' })]);
      const body = new Uint8Array(bytes);
      const uploaded = await fetch(`${house.gateway.http}/__openclaw__/media?name=a.txt`, {
        method: 'POST',
        headers: bearer(),
        body,
      });
      expect([kind, uploaded.status]).toEqual([kind, 413]);
    }
  });

  test('GHSA-6rph-mmhp-h7h9 oc#58226: a file is what its first bytes say, not its name and not its declared type', async () => {
    const claim = { fileName: 'cat.png', mimeType: 'image/png', type: 'image' };
    const client = await house.connect();
    for (const bytes of [
      samples.exe,
      samples.zip,
      deflateSync(Buffer.alloc(1000)),
      Buffer.from('\x7fELF\x02\0\0', 'latin1'),
    ]) {
      const refusal = await client.refusal('chat.send', params([{ ...claim, content: base64(bytes) }]));
      expect(refusal.details).toMatchObject({ code: 'ATTACHMENT_TYPE_UNSUPPORTED' });
    }
    const key = house.key();
    const lying = [
      pdf('I am no cat'),
      text('<svg onload="alert(1)"/>'),
      text('<!doctype html><script>alert(1)</script>'),
    ];
    await talk(client, key, 'look', { attachments: lying.map((bytes) => ({ ...claim, content: base64(bytes) })) });
    const { messages } = await history(client, key);
    expect(messages[0]?.__openclaw.media?.map(({ contentType }) => contentType)).toEqual([
      'application/pdf',
      'text/plain',
      'text/plain',
    ]);
    const uploaded = await fetch(`${house.gateway.http}/__openclaw__/media?name=x.html`, {
      method: 'POST',
      headers: { ...bearer(), 'content-type': 'text/html' },
      body: '<script>alert(1)</script>',
    });
    const { mediaId } = v.parse(Stored, await uploaded.json());
    const link = JSON.stringify(await client.request('assistant.media.get', { source: `media://inbound/${mediaId}` }));
    const shown = await ask(`${house.gateway.http}${/"url":"([^"]+)"/.exec(link)?.[1] ?? ''}`);
    expect(shown.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': expect.stringMatching(/^attachment/),
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
  });
});
