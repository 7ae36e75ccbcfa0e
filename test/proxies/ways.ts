// What everyone can do who came in through a proxy, whichever it is and however it says who that is: the same for all.
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { makeDevice } from '../fixtures/device.ts';
import { type Greeting, helloOf, history, lines, send } from '../fixtures/greeting.ts';
import { SIGN_IN_PAGE } from '../fixtures/sign-in.ts';
import { type Front, ORIGIN, textOf } from './front.ts';
import { meet } from './official.ts';

const ada = { session: 'ada' };
export const page: Greeting = { client: { id: 'openclaw-control-ui', mode: 'webchat', platform: 'Web' } };
export const fromPage = { ...ada, headers: { origin: ORIGIN } };

export function ways(front: Front): void {
  const { house } = front;

  test('whoever has no session is sent to the sign-in, with pages and with sockets', async () => {
    const answer = await front.ask('/');
    const text = await textOf(answer);
    if (answer.statusCode === 302) expect(answer.headers.location).toMatch(/\/(oauth2\/sign_in|start)/);
    else expect([answer.statusCode, text]).toEqual([403, SIGN_IN_PAGE]);
    await expect(front.connect({})).rejects.toThrow(/Unexpected server response: (302|403)/);
  });

  test('whoever is signed in has what identityScopes give, sends, hears the stream and reads the history', async () => {
    const client = await front.connect(ada);
    expect(helloOf(client).auth.scopes).toEqual(['operator.read', 'operator.write']);
    const sessionKey = house.key();
    const words = `through the proxy, ${sessionKey}`;
    const { release, end } = house.model.gates(words);
    const { runId } = await send(client, sessionKey, words);
    release('One');
    await client.heard(runId, 3);
    release(', two');
    await client.heard(runId, 8);
    end();
    expect(await client.ended(runId)).toMatchObject({ state: 'final' });
    expect(lines(await history(client, sessionKey))).toEqual([`user: ${words}`, 'assistant: One, two']);
    expect(await client.refusal('chat.inject', { sessionKey, message: 'more' })).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('the official client goes through, sends and hears the answer', async () => {
    const { client, heard } = await meet(front, ada);
    const sessionKey = house.key();
    const params = { sessionKey, message: 'the official one', idempotencyKey: crypto.randomUUID() };
    expect(await client.request('chat.send', params)).toMatchObject({ status: 'started' });
    await heard('You said: the official one', '"final"');
    expect(await client.request('chat.history', { sessionKey })).toMatchObject({
      messages: [{ role: 'user' }, { role: 'assistant' }],
    });
    await client.stopAndWait();
  });

  test('a page with a device is paired by itself, and comes back after a reload with its own token', async () => {
    const device = makeDevice();
    const greeting = { ...page, device: { device }, scopes: ['operator.read', 'operator.write'] };
    const first = helloOf(await front.connect(fromPage, greeting)).auth;
    expect(first).toMatchObject({ deviceToken: expect.any(String), scopes: ['operator.read', 'operator.write'] });
    const { deviceToken = '' } = first;
    const again = helloOf(await front.connect(fromPage, { ...greeting, auth: { deviceToken } })).auth;
    expect(again).toMatchObject({ deviceToken, scopes: first.scopes });
    const elsewhere = { ...ada, headers: { origin: 'https://evil.example' } };
    expect(await front.refusal(elsewhere, { ...greeting, auth: { deviceToken } })).toBe('origin_not_allowed');
  });

  test('the page and everything that it loads come through', async () => {
    const answer = await front.ask('/', ada);
    const html = await textOf(answer);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
    const assets = [...html.matchAll(/(?:src|href)="(\.?\/[^"]+)"/g)].map(([, path = '']) => path.replace(/^\./, ''));
    expect(assets.some((path) => path.endsWith('.js')) && assets.some((path) => path.endsWith('.css'))).toBe(true);
    for (const path of [...assets, '/control-ui-config.json']) {
      const asset = await front.ask(path, fromPage);
      expect([path, asset.statusCode, (await textOf(asset)).length > 0]).toEqual([path, 200, true]);
    }
    expect(JSON.parse(await textOf(await front.ask('/control-ui-config.json', ada)))).toHaveProperty('serverVersion');
  });

  test('an answer over HTTP is heard word by word', async () => {
    const words = `over HTTP, ${house.key()}`;
    const { release, end } = house.model.gates(words);
    release('One');
    const body = { model: 'openclaw', stream: true, messages: [{ role: 'user', content: words }] };
    const answer = await front.ask('/v1/chat/completions', { ...ada, method: 'POST', body });
    expect(answer.statusCode).toBe(200);
    let heard = '';
    for await (const part of answer.setEncoding('utf8')) {
      heard += v.parse(v.string(), part);
      // The second word is only said when the first was heard.
      if (heard.includes('One') && !heard.includes('two')) {
        release(', two');
        end();
      }
    }
    expect(heard).toMatch(/One.*, two.*\[DONE\]/s);
  });
}
