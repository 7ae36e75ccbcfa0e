// Each message is on the screen once, in every frame from the moment it is sent: not one frame without it, not one with two.
import { describe, expect } from 'vitest';
import { connect, send } from '../fixtures/greeting.ts';
import { signInLink, test } from './fixture.ts';
import { sampleFrames } from './frame-sampler.ts';

const words = ['Question-one', 'Answer-one', 'Question-two', 'Answer-two', 'Question-three', 'Answer-three'];

describe('Each message is on the screen once in every frame', () => {
  test('while it is sent, answered, stored, loaded again, interrupted and taken up', async ({
    enter,
    gateway,
    model,
    troubles,
  }) => {
    troubles.await(/WebSocket connection to .* failed/);
    let frames: Awaited<ReturnType<typeof sampleFrames>> | undefined;
    const visitor = await enter(signInLink(gateway), {
      before: async ({ page }) => {
        frames = await sampleFrames(page, words);
      },
    });
    await visitor.arrives();

    // Sent, streamed, ended, stored.
    const first = model.gates('Question-one');
    await visitor.says('Question-one');
    first.release('Answer-one comes');
    await visitor.message('Answer-one comes').waitFor();
    // One that waits meanwhile.
    await visitor.says('Question-two');
    const second = model.gates('Question-two');
    await visitor.message('Question-two').getByText('Waiting').waitFor();
    first.release(' and ends');
    first.end();
    second.release('Answer-two comes');
    await visitor.message('Answer-two comes').waitFor();
    // The page is loaded again in the middle of it.
    await visitor.reloads();
    await visitor.message('Answer-two comes').waitFor();
    second.release(' and ends');
    second.end();
    await visitor.message('Answer-two comes and ends').waitFor();
    await visitor.button('Send').waitFor();
    // The gateway is started again.
    await gateway.stop();
    await gateway.restart();
    await visitor.comesBack();
    // A word from elsewhere, which the history of the reconnection brings along with what is here.
    const operator = await connect(gateway);
    model.answers('Question-three', { type: 'text', text: 'Answer-three' });
    await send(operator, 'main', 'Question-three');
    await visitor.message('Answer-three').waitFor();
    await visitor.button('Send').waitFor();
    operator.terminate();

    expect(await frames?.faults()).toEqual([]);
    expect(await frames?.count()).toBeGreaterThan(20);
    for (const word of words) {
      expect(await visitor.conversation.getByText(word).count(), word).toBe(1);
    }
  });

  test('and the sampler would see one that is gone for a frame, or there twice', async ({ enter, gateway, model }) => {
    let frames: Awaited<ReturnType<typeof sampleFrames>> | undefined;
    const visitor = await enter(signInLink(gateway), {
      before: async ({ page }) => {
        frames = await sampleFrames(page, ['flickering', 'doubled']);
      },
    });
    await visitor.arrives();
    model.answers('flickering and doubled', { type: 'text', text: 'Seen' });
    await visitor.says('flickering and doubled');
    await visitor.message('Seen').waitFor();
    expect(await frames?.faults()).toEqual([]);
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
    expect(await frames?.faults()).toEqual([
      expect.stringMatching(/^"flickering" is gone in frame \d+$/),
      expect.stringMatching(/^"doubled" is gone in frame \d+$/),
      expect.stringMatching(/^"doubled" is there 2 times in frame \d+$/),
    ]);
  });
});
