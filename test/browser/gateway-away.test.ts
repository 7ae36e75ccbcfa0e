// The gateway goes away and comes back: what was loaded stays, what was being written stays, and what was said is kept.
import { describe, expect } from 'vitest';
import { tokenGate } from '../fixtures/openai-server.ts';
import { test } from './fixture.ts';

const broken = /WebSocket connection to .* failed/;

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
    await visitor.page.getByRole('alert').getByText('The gateway cannot be reached').waitFor();
    await visitor.page.getByText(/Trying again in \d+ s\./).waitFor();
    await visitor.button('Try now').waitFor();
    expect(await visitor.message('It can still be read').isVisible()).toBe(true);
    expect(await visitor.composer.isEditable()).toBe(false);
    expect(await visitor.composer.inputValue()).toBe('a draft');
    expect(await visitor.button('Send').isDisabled()).toBe(true);

    await gateway.restart();
    await visitor.arrives();
    expect(await visitor.button('Try now').isVisible()).toBe(false);
    expect(await visitor.composer.inputValue()).toBe('a draft');
    await visitor.composer.press('Enter');
    await visitor.message('You said: a draft').waitFor();
  });

  test('Try now asks at once, as often as it is pressed', async ({ visitor, gateway, troubles }) => {
    troubles.await(broken);
    await gateway.kill();
    const now = visitor.button('Try now');
    const sockets: string[] = [];
    visitor.page.on('websocket', (socket) => sockets.push(socket.url()));
    await now.click();
    await expect.poll(() => sockets.length).toBeGreaterThan(0);
    await visitor.page.getByText(/Trying again in \d+ s\./).waitFor();
    await gateway.restart();
    await now.click();
    await visitor.arrives();
  });

  test('a gateway that was stopped in order is said to have been', async ({ visitor, gateway, troubles }) => {
    troubles.await(broken);
    await Promise.all([visitor.page.getByRole('alert').getByText('The gateway said:').waitFor(), gateway.stop()]);
    await gateway.restart();
    await visitor.comesBack();
  });
});

describe('A gateway that ends in the middle of an answer', () => {
  test('and was killed has kept the steps that were done', async ({ visitor, model, gateway, troubles }) => {
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
  });

  test('and was stopped in order has kept every word', async ({ visitor, model, gateway, troubles }) => {
    troubles.await(broken);
    const answer = model.gates('stop the gateway');
    await visitor.says('stop the gateway');
    answer.release('Every word of this');
    await visitor.message('Every word of this').waitFor();
    await gateway.stop();
    await gateway.restart();
    await visitor.comesBack();
    await visitor.button('Send').waitFor();
    await visitor.message('Every word of this').waitFor();
    expect(model.asked('stop the gateway')).toBe(1);
  });
});
