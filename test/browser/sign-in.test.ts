// How somebody comes in: by a link, by a typed secret, and afterwards by what this browser was given for it.
import * as v from 'valibot';
import { describe, expect } from 'vitest';
import { TOKEN } from '../fixtures/gateway.ts';
import { connect } from '../fixtures/greeting.ts';
import { signInLink, test } from './fixture.ts';
import type { Visitor } from './visitor.ts';

const Connect = v.object({ params: v.object({ auth: v.record(v.string(), v.string()) }) });

describe('The page', () => {
  test('opens the conversation by a sign-in link, whose fragment is gone before anything is asked', async ({
    enter,
    gateway,
  }) => {
    const addresses: string[] = [];
    const visitor = await enter(signInLink(gateway), {
      before: async ({ page }) => {
        await page.exposeFunction('tellAddress', (address: string) => addresses.push(address));
        await page.addInitScript(noteAddressOfSockets);
      },
    });
    await visitor.arrives();
    const home = `${gateway.http}/chat`;
    expect(visitor.page.url()).toBe(home);
    expect(addresses).toEqual([home]);
    await visitor.reloads();
    await visitor.arrives();
    expect(visitor.page.url()).toBe(home);
    expect(await visitor.page.evaluate(() => navigation.entries().map(({ url }) => url))).toEqual([home]);
  });

  test('takes the token from a link that is opened where the page is already', async ({ enter, gateway }) => {
    const visitor = await enter(`${gateway.http}/chat`);
    await visitor.heading('This gateway expects its token').waitFor();
    await visitor.open(`${gateway.http}/chat#token=${TOKEN}`);
    await visitor.arrives();
    expect(visitor.page.url()).toBe(`${gateway.http}/chat`);
  });

  test('asks for the token with the field in focus, says where it is, and takes it by keyboard', async ({
    enter,
    gateway,
  }) => {
    const visitor = await enter(`${gateway.http}/chat`);
    await visitor.heading('This gateway expects its token').waitFor();
    await visitor.page.getByText('gateway.auth.token').waitFor();
    await expect.poll(() => isFocused(visitor)).toBe(true);
    await visitor.page.keyboard.type(TOKEN);
    await visitor.page.keyboard.press('Enter');
    await visitor.arrives();
    expect(await visitor.secret.isVisible()).toBe(false);
  });

  test('refuses a wrong token in words, each of several otherwise, and takes the right one after them', async ({
    enter,
    gateway,
  }) => {
    const visitor = await enter(signInLink({ ...gateway, token: 'a-wrong-one' }));
    await visitor.heading('That token is not the one of this gateway').waitFor();
    expect(visitor.page.url()).toBe(`${gateway.http}/chat`);
    expect(await visitor.secret.inputValue()).toBe('');
    await visitor.page.getByText(/^The gateway said: .*gateway token mismatch/).waitFor();
    const alert = visitor.page.getByRole('alert');
    await visitor.signIn('another-wrong-one');
    await alert.getByText('That was try 2; none was right.').waitFor();
    await visitor.signIn('and-a-third');
    await alert.getByText('That was try 3; none was right.').waitFor();
    expect(await visitor.secret.inputValue()).toBe('');
    await visitor.signIn(` ${TOKEN} `);
    await visitor.arrives();
  });

  test('comes in after a reload by the device token alone', async ({ visitor }) => {
    const said = hearsConnect(visitor);
    await visitor.reloads();
    await visitor.arrives();
    expect(await said).toEqual({ deviceToken: expect.any(String) });
  });

  test('asks for the secret again when its device was removed, and does not let itself in', async ({
    visitor,
    gateway,
  }) => {
    const operator = await connect(gateway);
    const Paired = v.object({ paired: v.array(v.object({ deviceId: v.string() })) });
    const { paired } = v.parse(Paired, await operator.request('device.pair.list'));
    for (const { deviceId } of paired) await operator.request('device.pair.remove', { deviceId });
    await visitor.heading('This browser has to sign in again').waitFor();
    await visitor.reloads();
    await visitor.heading('This gateway expects its token').waitFor();
    await visitor.signIn(TOKEN);
    await visitor.arrives();
    operator.terminate();
  });
});

function isFocused({ secret }: Visitor): Promise<boolean> {
  return secret.evaluate((field) => field === document.activeElement);
}

/** What the next socket of the page says of its secrets. */
async function hearsConnect({ page }: Visitor): Promise<Record<string, string>> {
  const socket = await page.waitForEvent('websocket');
  const { payload } = await socket.waitForEvent('framesent');
  return v.parse(v.pipe(v.string(), v.parseJson(), Connect), payload).params.auth;
}

/** Runs in the page. */
function noteAddressOfSockets(): void {
  const Before = WebSocket;
  globalThis.WebSocket = class extends Before {
    constructor(...given: ConstructorParameters<typeof WebSocket>) {
      super(...given);
      Object(globalThis).tellAddress(location.href);
    }
  };
}
