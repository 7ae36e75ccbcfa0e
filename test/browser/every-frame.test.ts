// Each message is on the screen once, in every frame from the moment it is sent: not one frame without it, not one with two.
import { describe, expect } from 'vitest';
import { type Gateway, TOKEN } from '../fixtures/gateway.ts';
import { connect, send } from '../fixtures/greeting.ts';
import { tokenGate } from '../fixtures/openai-server.ts';
import { signInLink, test } from './fixture.ts';
import { type Frames, sampleFrames } from './frame-sampler.ts';
import type { Visitor } from './visitor.ts';

type Enter = (address: string, entry: { before(visitor: Visitor): Promise<void> }) => Promise<Visitor>;

/** Somebody whose every frame is looked at. */
async function watched(
  enter: Enter,
  { http }: Gateway,
  words: string[],
): Promise<{ visitor: Visitor; frames: Frames }> {
  const sampled = Promise.withResolvers<Frames>();
  const before = async ({ page }: Visitor) => sampled.resolve(await sampleFrames(page, words));
  const visitor = await enter(signInLink({ http, token: TOKEN }), { before });
  await visitor.arrives();
  return { visitor, frames: await sampled.promise };
}

async function stands({ conversation }: Visitor, words: readonly string[]): Promise<void> {
  for (const word of words) expect(await conversation.getByText(word).count(), word).toBe(1);
}

describe('Each message is on the screen once in every frame', () => {
  test('while it is sent, waits, is answered and stored, and the page and the gateway are started again', async ({
    enter,
    gateway,
    model,
    troubles,
  }) => {
    troubles.await(/WebSocket connection to .* failed/);
    const words = ['Question-one', 'Answer-one', 'Question-two', 'Answer-two', 'Question-three', 'Answer-three'];
    const { visitor, frames } = await watched(enter, gateway, words);

    const first = model.gates('Question-one');
    await visitor.says('Question-one');
    first.release('Answer-one comes');
    await visitor.message('Answer-one comes').waitFor();
    const second = model.gates('Question-two');
    await visitor.says('Question-two');
    await visitor.message('Question-two').getByText('Waiting for its turn').waitFor();
    first.release(' and ends');
    first.end();
    second.release('Answer-two comes');
    await visitor.message('Answer-two comes').waitFor();
    await visitor.reloads();
    await visitor.message('Answer-two comes').waitFor();
    second.release(' and ends');
    second.end();
    await visitor.message('Answer-two comes and ends').waitFor();
    await visitor.button('Send').waitFor();

    await gateway.stop();
    const operator = gateway.restart().then(() => connect(gateway));
    // The history that is read on the way back brings this along with what is here.
    model.answers('Question-three', { type: 'text', text: 'Answer-three' });
    await send(await operator, 'main', 'Question-three');
    await visitor.comesBack();
    await visitor.message('Answer-three').waitFor();
    await visitor.button('Send').waitFor();

    expect(await frames.faults()).toEqual([]);
    expect(await frames.count()).toBeGreaterThan(20);
    await stands(visitor, words);
    (await operator).terminate();
  });

  test('while tools are used, and when it is stopped from another tab', async ({ enter, gateway, model }) => {
    const words = ['Question-four', 'Before-the-tool', 'After-the-tool', 'Question-five', 'Answer-five'];
    const { visitor, frames } = await watched(enter, gateway, words);
    const rest = tokenGate();
    const calls = [{ id: 'one', name: 'session_status', arguments: '{}' }];
    model.acts('Question-four', [{ type: 'tools', text: 'Before-the-tool', calls }, rest.reply]);
    await visitor.says('Question-four');
    rest.release('After-the-tool');
    await visitor.message('After-the-tool').waitFor();
    rest.end();
    await visitor.button('Send').waitFor();

    const answer = model.gates('Question-five');
    await visitor.says('Question-five');
    answer.release('Answer-five');
    const tab = await visitor.opensTab();
    await tab.message('Answer-five').waitFor();
    await tab.button('Stop').click();
    await visitor.message('Answer-five').getByText('Stopped').waitFor();

    expect(await frames.faults()).toEqual([]);
    await stands(visitor, words);
    await stands(tab, words);
  });
});

test('The sampler sees a message that is gone for a single frame, and one that is there twice', async ({
  enter,
  gateway,
  model,
}) => {
  const { visitor, frames } = await watched(enter, gateway, ['flickering', 'doubled']);
  model.answers('flickering and doubled', { type: 'text', text: 'Seen' });
  await visitor.says('flickering and doubled');
  await visitor.message('Seen').waitFor();
  expect(await frames.faults()).toEqual([]);
  await visitor.message('flickering and doubled').evaluate(
    (message) =>
      new Promise<void>((resolve) => {
        const twice = document.createElement('p');
        twice.textContent = 'doubled';
        // Three frames in a row: gone, back with another, and as it was.
        const steps = [() => message.remove(), () => document.body.append(message, twice), () => twice.remove()];
        const step = () => {
          steps.shift()?.();
          if (steps.length > 0) requestAnimationFrame(step);
          else resolve();
        };
        requestAnimationFrame(step);
      }),
  );
  expect(await frames.faults()).toEqual([
    expect.stringMatching(/^"flickering" is gone in frame \d+$/),
    expect.stringMatching(/^"doubled" is gone in frame \d+$/),
    expect.stringMatching(/^"doubled" is there 2 times in frame \d+$/),
  ]);
});
