// The gateway goes away and comes back: what was loaded stays, what was being written stays, and what was said is kept.
import { describe, expect } from 'vitest';
import { tokenGate } from '../fixtures/openai-server.ts';
import { test } from './fixture.ts';
import { broken, shownIn, startsAnswering } from './speaking.ts';

describe('While the gateway is away', () => {
  test('the page says so, counts down, keeps what it has, and goes on by itself', async ({
    visitor,
    model,
    gateway,
    troubles,
  }) => {
    troubles.await(broken);
    model.answers('something to read', { type: 'text', text: 'It can still be read' });
    await visitor.says('something to read');
    await visitor.message('It can still be read').waitFor();
    await visitor.composer.fill('a draft');

    await gateway.kill();
    await visitor.standing.getByText('Not connected').waitFor();
    await visitor.banner.getByRole('alert').getByText('The gateway cannot be reached.').waitFor();
    await visitor.banner.getByText(/Trying again in \d+ s\./).waitFor();
    await visitor.button('Try now').waitFor();
    await visitor.page.getByText('Read only until the gateway is back. What you write is kept.').waitFor();
    expect(await visitor.message('It can still be read').isVisible()).toBe(true);
    expect(await visitor.composer.inputValue()).toBe('a draft');
    expect(await visitor.button('Send').isDisabled()).toBe(true);
    await visitor.composer.fill('a draft that grows');
    await visitor.composer.press('Enter');
    expect(await visitor.composer.inputValue()).toBe('a draft that grows');
    expect(await visitor.message('a draft that grows').count()).toBe(0);

    await gateway.restart();
    await visitor.arrives();
    await visitor.banner.waitFor({ state: 'detached' });
    expect(await visitor.composer.inputValue()).toBe('a draft that grows');
    await visitor.composer.press('Enter');
    await visitor.message('You said: a draft that grows').waitFor();
  });

  test('the countdown counts, and Try now asks at once, as often as it is pressed', async ({
    enter,
    gateway,
    troubles,
  }) => {
    troubles.await(broken);
    const visitor = await enter(`${gateway.http}/chat#token=${gateway.token}`, {
      before: ({ page }) => page.clock.install(),
    });
    await visitor.arrives();
    await visitor.page.clock.pauseAt(Date.now() + 60_000);
    await gateway.kill();
    const now = visitor.button('Try now');
    await visitor.banner.getByText(/Trying again in [12] s\./).waitFor();
    const sockets: string[] = [];
    visitor.page.on('websocket', (socket) => sockets.push(socket.url()));
    for (const times of [1, 2, 3]) {
      await now.click();
      await expect.poll(() => sockets.length).toBe(times);
      await visitor.banner.getByText(/Trying again in \d+ s\./).waitFor();
    }
    const wait = async () => Number(/\d+/.exec(await shownIn(visitor.banner))?.[0]);
    const before = await wait();
    expect(before).toBeGreaterThan(3);
    await visitor.page.clock.runFor(2000);
    await expect.poll(wait).toBeLessThan(before);
    await gateway.restart();
    await now.click();
    await visitor.arrives();
    expect(sockets).toHaveLength(4);
  });

  test('a gateway that was stopped in order is said to have been', async ({ visitor, gateway, troubles }) => {
    troubles.await(broken);
    await Promise.all([visitor.banner.getByRole('alert').getByText('The gateway said:').waitFor(), gateway.stop()]);
    await gateway.restart();
    await visitor.comesBack();
  });

  test('the page itself can be loaded again, with what was being written', async ({ visitor, gateway, troubles }) => {
    troubles.await(broken);
    await visitor.keepsItself();
    await visitor.composer.fill('written before the reload');
    await gateway.kill();
    await visitor.reloads();
    await visitor.button('Try now').waitFor();
    expect(await visitor.composer.inputValue()).toBe('written before the reload');
    await gateway.restart();
    await visitor.comesBack();
    await visitor.composer.press('Enter');
    await visitor.message('You said: written before the reload').waitFor();
  });
});

describe('A gateway that ends in the middle of an answer', () => {
  test('and was killed has kept the steps that were done, and says that the rest is missing', async ({
    visitor,
    model,
    gateway,
    troubles,
  }) => {
    troubles.await(broken);
    const rest = tokenGate();
    const calls = [{ id: 'one', name: 'session_status', arguments: '{}' }];
    model.acts('kill it', [{ type: 'tools', text: 'Said before the tool.', calls }, rest.reply]);
    await visitor.says('kill it');
    rest.release('Said after it.');
    await visitor.message('Said after it.').waitFor();
    await gateway.kill();
    await visitor.standing.getByText('Not connected').waitFor();
    expect(await visitor.message('Said after it.').isVisible()).toBe(true);
    await gateway.restart();
    await visitor.comesBack();
    await visitor.button('Send').waitFor();
    await visitor.message('Said before the tool.').waitFor();
    await visitor.conversation.getByText('Ended before there was an answer').waitFor();
    await visitor.reloads();
    await visitor.message('Said before the tool.').waitFor();
    await visitor.conversation.getByText('Ended before there was an answer').waitFor();
  });

  test('and was killed before anything was stored says that there was no answer', async ({
    visitor,
    model,
    gateway,
    troubles,
  }) => {
    troubles.await(broken);
    await startsAnswering(visitor, model, 'kill it at once', 'Barely begun');
    await gateway.kill();
    await gateway.restart();
    await visitor.comesBack();
    await visitor.button('Send').waitFor();
    await visitor.conversation.getByText('Ended before there was an answer').waitFor();
    expect(await visitor.message('kill it at once').count()).toBe(1);
  });

  test('and was stopped in order has kept every word, and says that it was not the reader who stopped it', async ({
    visitor,
    model,
    gateway,
    troubles,
  }) => {
    troubles.await(broken);
    await startsAnswering(visitor, model, 'stop the gateway', 'Every word of this');
    await gateway.stop();
    await gateway.restart();
    await visitor.comesBack();
    await visitor.button('Send').waitFor();
    const answer = visitor.message('Every word of this');
    await answer.getByText('Interrupted: the gateway stopped in the middle').waitFor();
    expect(await answer.getByText('Stopped', { exact: true }).count()).toBe(0);
    expect(model.asked('stop the gateway')).toBe(1);
    await visitor.reloads();
    await answer.getByText('Interrupted: the gateway stopped in the middle').waitFor();
  });
});
