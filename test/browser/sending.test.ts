// A message on its way when the gateway falters: it is kept, it says how it stands, and it is answered once.
import { describe, expect } from 'vitest';
import { signInLink, test } from './fixture.ts';
import { startProxy } from './proxy.ts';
import { broken, shownIn } from './speaking.ts';

const unconfirmed = 'Not confirmed. It is asked for when the gateway is back.';

describe('A message', () => {
  test('that the gateway takes its time for is on the screen as being sent', async ({ visitor, gateway }) => {
    process.kill(gateway.pid, 'SIGSTOP');
    await visitor.says('be patient');
    await visitor.message('be patient').getByText('Sending').waitFor();
    process.kill(gateway.pid, 'SIGCONT');
    await visitor.message('You said: be patient').waitFor();
    await visitor.message('be patient').getByText('Sending').waitFor({ state: 'detached' });
  });

  test('that a killed gateway never read is not called lost, and is sent by itself when there is a gateway again', async ({
    visitor,
    model,
    gateway,
    troubles,
  }) => {
    troubles.await(broken);
    process.kill(gateway.pid, 'SIGSTOP');
    await visitor.says('never read');
    const message = visitor.message('never read');
    await message.getByText('Sending').waitFor();
    await gateway.kill();
    await message.getByText(unconfirmed).waitFor();
    expect(await message.getByText('Not sent').count()).toBe(0);
    await gateway.restart();
    await visitor.comesBack();
    await visitor.message('You said: never read').waitFor();
    expect(await message.count()).toBe(1);
    expect(model.asked('never read')).toBe(1);
    expect(await shownIn(message)).toBe('never read');
  });

  test('that is on its way when the gateway is killed and the page is loaded again is still there, and is sent once', async ({
    visitor,
    model,
    gateway,
    troubles,
  }) => {
    troubles.await(broken);
    await visitor.keepsItself();
    process.kill(gateway.pid, 'SIGSTOP');
    await visitor.says('outlives the page');
    const message = visitor.message('outlives the page');
    await message.waitFor();
    await gateway.kill();
    await visitor.reloads();
    await message.getByText(unconfirmed).waitFor();
    await visitor.button('Try now').waitFor();
    await gateway.restart();
    await visitor.comesBack();
    await visitor.message('You said: outlives the page').waitFor();
    expect(await message.count()).toBe(1);
    await visitor.reloads();
    await visitor.message('You said: outlives the page').waitFor();
    await visitor.button('Send').waitFor();
    expect(await message.count()).toBe(1);
    expect(model.asked('outlives the page')).toBe(1);
  });

  test('whose receipt was lost with the gateway is found again, once', async ({ enter, model, gateway, troubles }) => {
    troubles.await(broken);
    const proxy = await startProxy(gateway.port);
    const visitor = await enter(signInLink({ ...gateway, http: proxy.http }));
    await visitor.arrives();
    proxy.mute();
    await visitor.says('taken but not told');
    const message = visitor.message('taken but not told');
    await message.getByText('Sending').waitFor();
    await expect.poll(() => model.asked('taken but not told')).toBe(1);
    await gateway.kill();
    await visitor.standing.getByText('Not connected').waitFor();
    expect(await message.count()).toBe(1);
    await gateway.restart();
    await visitor.comesBack();
    await visitor.button('Send').waitFor();
    await message.getByText(unconfirmed).waitFor({ state: 'detached' });
    expect(await message.count()).toBe(1);
    expect(model.asked('taken but not told')).toBe(1);
    await proxy.close();
  });

  test('that had arrived and is sent again on a new line is answered once', async ({
    enter,
    model,
    gateway,
    troubles,
  }) => {
    troubles.await(broken);
    const proxy = await startProxy(gateway.port);
    const visitor = await enter(signInLink({ ...gateway, http: proxy.http }));
    await visitor.arrives();
    proxy.hold();
    await visitor.says('twice in a hurry');
    const message = visitor.message('twice in a hurry');
    await expect.poll(() => model.asked('twice in a hurry')).toBe(1);
    await visitor.reloads();
    await visitor.message('You said: twice in a hurry').waitFor();
    await visitor.says('the next');
    await visitor.message('You said: the next').waitFor();
    expect(await message.count()).toBe(1);
    expect(await visitor.message('You said: twice in a hurry').count()).toBe(1);
    expect(model.asked('twice in a hurry')).toBe(1);
    await proxy.close();
  });

  test('that the gateway refuses says why, is asked for again by a button, and goes back to where it was written', async ({
    visitor,
  }) => {
    const sent: string[] = [];
    visitor.page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => {
        if (String(payload).includes('chat.send')) sent.push(String(payload));
      }),
    );
    await visitor.reloads();
    await visitor.arrives();
    await visitor.says('/model test/none-such');
    const message = visitor.message('/model test/none-such');
    await message.getByText(/^Not sent: .*none-such/).waitFor();
    await visitor.reloads();
    await message.getByText(/^Not sent: .*none-such/).waitFor();
    await visitor.arrives();
    expect(sent).toHaveLength(1);
    await message.getByRole('button', { name: 'Send again' }).click();
    await expect.poll(() => sent.length).toBe(2);
    await message.getByText(/^Not sent: .*none-such/).waitFor();
    await message.getByRole('button', { name: 'Discard' }).click();
    await message.waitFor({ state: 'detached' });
    expect(await visitor.composer.inputValue()).toBe('/model test/none-such');
    await visitor.reloads();
    await visitor.arrives();
    expect(await message.count()).toBe(0);
  });
});
