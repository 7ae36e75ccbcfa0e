// Section 1, the page: what an address, a name and the words of others can make of it while it runs in a browser.
import { describe, expect } from 'vitest';
import { TOKEN } from '../fixtures/gateway.ts';
import { connect, inject } from '../fixtures/greeting.ts';
import { test } from './fixture.ts';
import type { Visitor } from './visitor.ts';

const SCRIPT = '</script><img src=x onerror=alert(1)><svg/onload=alert(1)>';

type Asked = { url: string; text: string };

/** What the page says on its sockets, and to whom. */
function hears({ page }: Visitor): Asked[] {
  const asked: Asked[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => asked.push({ url: socket.url(), text: String(payload) }));
  });
  return asked;
}

describe('[1] the page', () => {
  test('CVE-2026-25253: the page connects to where it came from whatever its address says, and no other place hears the token', async ({
    enter,
    gateway,
  }) => {
    for (const query of ['gatewayUrl=wss://evil.example', 'gateway=ws://evil.example&url=evil', 'host=evil.example']) {
      const heard = Promise.withResolvers<Asked[]>();
      const address = `${gateway.http}/chat?${query}`;
      const visitor = await enter(`${address}#token=${TOKEN}&${query}`, {
        before: async (visitor) => heard.resolve(hears(visitor)),
      });
      await visitor.arrives();
      const asked = await heard.promise;
      expect(new Set(asked.map(({ url }) => url))).toEqual(new Set([gateway.url]));
      expect(asked.map(({ text }) => text).join('\n')).toContain(TOKEN);
      expect(asked.map(({ text }) => text).join('\n')).not.toContain('evil');
      expect(visitor.page.url()).toBe(address);
    }
  });

  test('openclaw-windows-node#345: a link with a message sends nothing before somebody has pressed Send', async ({
    enter,
    visitor,
    gateway,
  }) => {
    await visitor.reloads();
    await visitor.arrives();
    for (const link of [
      '?message=rm+-rf&send=1',
      '?message=hello#message=hello',
      '#message=/reset&autosend',
      '?text=hello',
    ]) {
      const heard = Promise.withResolvers<Asked[]>();
      const other = await enter(`${gateway.http}/chat#token=${TOKEN}`);
      await other.arrives();
      heard.resolve(hears(other));
      await other.open(`${gateway.http}/overview`);
      await other.open(`${gateway.http}/chat${link}`);
      await other.arrives();
      expect(await other.composer.inputValue()).toBe('');
      const asked = (await heard.promise).map(({ text }) => Object(JSON.parse(text)).method);
      expect(asked).toContain('chat.startup');
      expect(
        asked.filter((method) => /^(chat\.(?!startup|history)|sessions\.(reset|patch|send))/.test(method)),
      ).toEqual([]);
    }
    const asked = hears(visitor);
    await visitor.reloads();
    await visitor.arrives();
    await visitor.composer.fill('hello');
    await visitor.button('Send').click();
    await visitor.message('You said: hello').waitFor();
    expect(asked.filter(({ text }) => text.includes('"chat.send"'))).toHaveLength(1);
  });

  test('CL:3542: names and words that are HTML are shown as the letters that they are', async ({
    visitor,
    gateway,
    model,
  }) => {
    model.acts(SCRIPT, [
      {
        type: 'tools',
        text: SCRIPT,
        calls: [{ id: 'call', name: SCRIPT, arguments: JSON.stringify({ path: SCRIPT }) }],
      },
      { type: 'refused', status: 400, message: SCRIPT },
    ]);
    await visitor.says(SCRIPT);
    await visitor.conversation.getByText(/^Failed: /).waitFor();
    const operator = await connect(gateway);
    await inject(operator, 'main', SCRIPT);
    await operator.request('sessions.patch', { key: 'main', label: SCRIPT });
    operator.terminate();
    await visitor.heading(SCRIPT).waitFor();
    await visitor.message(SCRIPT).nth(2).waitFor();
    const folds = visitor.conversation.locator('.fold-head[aria-expanded=false]');
    while ((await folds.count()) > 0) await folds.first().click();
    await visitor.conversation.getByText(`"path": "${SCRIPT}"`).waitFor();
    for (const again of [() => Promise.resolve(), () => visitor.reloads()]) {
      await again();
      await visitor.message(SCRIPT).nth(2).waitFor();
      await visitor.chats.getByText(SCRIPT, { exact: true }).first().waitFor();
      const made = visitor.page.locator('body :is(img, iframe, object, embed, script, svg:not([aria-hidden]))');
      expect(await made.count()).toBe(0);
      expect(
        await visitor.page.evaluate(() =>
          [...document.querySelectorAll('*')].flatMap((node) =>
            node.getAttributeNames().filter((name) => name.startsWith('on')),
          ),
        ),
      ).toEqual([]);
    }
  });
});
