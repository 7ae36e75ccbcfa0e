// A message on its way when the gateway falters: it is kept, it says how it stands, and it is answered once.
import { describe, expect } from 'vitest';
import { signInLink, test } from './fixture.ts';
import { startProxy } from './proxy.ts';

const broken = /WebSocket connection to .* failed/;

describe('A message', () => {
  test('that the gateway takes its time for is on the screen as being sent', async ({ visitor, gateway }) => {
    process.kill(gateway.pid, 'SIGSTOP');
    await visitor.says('be patient');
    await visitor.message('be patient').getByText('Sending').waitFor();
    process.kill(gateway.pid, 'SIGCONT');
    await visitor.message('You said: be patient').waitFor();
    await visitor.message('be patient').getByText('Sending').waitFor({ state: 'hidden' });
  });

  test('that a killed gateway never read says so, and is answered once when it is tried again', async ({
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
    await message.getByText('Not sent').waitFor();
    await gateway.restart();
    await visitor.comesBack();
    expect(model.asked('never read')).toBe(0);
    await message.getByRole('button', { name: 'Try again' }).click();
    await visitor.message('You said: never read').waitFor();
    expect(await message.count()).toBe(1);
    expect(model.asked('never read')).toBe(1);
  });

  test('that was not sent goes back to where it was written when it is discarded', async ({
    visitor,
    gateway,
    troubles,
  }) => {
    troubles.await(broken);
    process.kill(gateway.pid, 'SIGSTOP');
    await visitor.says('think again');
    await gateway.kill();
    const message = visitor.message('think again');
    await message.getByRole('button', { name: 'Discard' }).click();
    await message.waitFor({ state: 'detached' });
    expect(await visitor.composer.inputValue()).toBe('think again');
    await gateway.restart();
    await visitor.comesBack();
    await visitor.composer.press('Enter');
    await visitor.message('You said: think again').waitFor();
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
    await message.getByText('Not sent').waitFor({ state: 'hidden' });
    expect(await message.count()).toBe(1);
    expect(model.asked('taken but not told')).toBe(1);
    await proxy.close();
  });

  test('that is tried again although it had arrived is answered once', async ({ enter, model, gateway }) => {
    const proxy = await startProxy(gateway.port);
    const visitor = await enter(signInLink({ ...gateway, http: proxy.http }), {
      before: ({ page }) => page.clock.install(),
    });
    await visitor.arrives();
    proxy.hold();
    await visitor.says('twice in a hurry');
    const message = visitor.message('twice in a hurry');
    await expect.poll(() => model.asked('twice in a hurry')).toBe(1);
    await visitor.page.clock.fastForward('00:31');
    await message.getByRole('button', { name: 'Try again' }).click();
    proxy.letGo();
    await visitor.message('You said: twice in a hurry').waitFor();
    await visitor.says('the next');
    await visitor.message('You said: the next').waitFor();
    expect(await message.count()).toBe(1);
    expect(await visitor.message('You said: twice in a hurry').count()).toBe(1);
    expect(model.asked('twice in a hurry')).toBe(1);
    await proxy.close();
  });
});
