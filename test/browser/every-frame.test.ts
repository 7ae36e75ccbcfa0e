// Each message is on the screen once, in every frame from the moment it is sent: not one frame without it, not one with two.
import { describe, expect } from 'vitest';
import { type Gateway, TOKEN } from '../fixtures/gateway.ts';
import { connect, send } from '../fixtures/greeting.ts';
import { tokenGate } from '../fixtures/openai-server.ts';
import { signInLink, test } from './fixture.ts';
import { type Frames, sampleFrames } from './frame-sampler.ts';
import { broken, startsAnswering } from './speaking.ts';
import type { Visitor } from './visitor.ts';

type Enter = (address: string, entry: { before(visitor: Visitor): Promise<void> }) => Promise<Visitor>;
type Watched = { visitor: Visitor; frames: Frames };

/** Somebody whose every frame is looked at. */
async function watched(enter: Enter, { http }: Gateway, words: string[]): Promise<Watched> {
  const sampled = Promise.withResolvers<Frames>();
  const before = async ({ page }: Visitor) => sampled.resolve(await sampleFrames(page, words));
  const visitor = await enter(signInLink({ http, token: TOKEN }), { before });
  await visitor.arrives();
  return { visitor, frames: await sampled.promise };
}

async function stands({ conversation }: Visitor, words: readonly string[]): Promise<void> {
  for (const word of words) await expect.poll(() => conversation.getByText(word).count(), { message: word }).toBe(1);
}

/** Of which words there was a fault; what stands in the place of others is the only reason to be gone. */
async function twiceOrGone(frames: Frames): Promise<string[]> {
  const faults = await frames.faults();
  expect(faults.filter((fault) => fault.includes(' times '))).toEqual([]);
  return faults.map((fault) => fault.split('"')[1] ?? '');
}

describe('Each message is on the screen once in every frame', () => {
  test('while it is sent, waits, is answered and stored, and the page and the gateway are started again', async ({
    enter,
    gateway,
    model,
    troubles,
  }) => {
    troubles.await(broken);
    const words = ['Question-one', 'Answer-one', 'Question-two', 'Answer-two', 'Question-three', 'Answer-three'];
    const { visitor, frames } = await watched(enter, gateway, words);

    const first = await startsAnswering(visitor, model, 'Question-one', 'Answer-one comes');
    const second = model.gates('Question-two');
    await visitor.says('Question-two');
    await visitor.queued('Question-two').waitFor();
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

    await startsAnswering(visitor, model, 'Question-five', 'Answer-five');
    const tab = await visitor.opensTab();
    await tab.message('Answer-five').waitFor();
    await tab.button('Stop').click();
    await visitor.message('Answer-five').getByText('Stopped').waitFor();

    expect(await frames.faults()).toEqual([]);
    await stands(visitor, words);
    await stands(tab, words);
  });

  test('when the gateway is killed in the middle of an answer, with a message that waits', async ({
    enter,
    gateway,
    model,
    troubles,
  }) => {
    troubles.await(broken);
    const words = ['Question-six', 'Step-of-six', 'Waiting-seven'];
    const { visitor, frames } = await watched(enter, gateway, words);
    const rest = tokenGate();
    const calls = [{ id: 'one', name: 'session_status', arguments: '{}' }];
    model.acts('Question-six', [{ type: 'tools', text: 'Step-of-six', calls }, rest.reply]);
    await visitor.says('Question-six');
    rest.release('Lost with the gateway');
    await visitor.message('Lost with the gateway').waitFor();
    await visitor.says('Waiting-seven');
    await visitor.queued('Waiting-seven').getByRole('button', { name: 'Edit' }).waitFor();
    model.answers('Waiting-seven', { type: 'text', text: 'It had its turn' });
    await gateway.kill();
    await visitor.standing.getByText('Not connected').waitFor();
    await gateway.restart();
    await visitor.comesBack();
    await visitor.message('It had its turn').waitFor();
    await visitor.button('Send').waitFor();

    expect(await frames.faults()).toEqual([]);
    await stands(visitor, words);
    expect(model.asked('Waiting-seven')).toBe(1);
  });

  test('when the gateway is killed in the middle of a send, and the page is loaded again while it is away', async ({
    enter,
    gateway,
    model,
    troubles,
  }) => {
    troubles.await(broken);
    const words = ['Question-eight', 'Question-nine'];
    // This model would say the question once more.
    for (const asked of words) model.answers(asked, { type: 'text', text: `To the ${asked.slice(9)}` });
    const { visitor, frames } = await watched(enter, gateway, words);
    await visitor.keepsItself();
    process.kill(gateway.pid, 'SIGSTOP');
    await visitor.says('Question-eight');
    await visitor.message('Question-eight').getByText('Sending').waitFor();
    await gateway.kill();
    await visitor
      .message('Question-eight')
      .getByText(/^Not confirmed/)
      .waitFor();
    await gateway.restart();
    await visitor.comesBack();
    await visitor.message('To the eight').waitFor();
    await visitor.button('Send').waitFor();

    process.kill(gateway.pid, 'SIGSTOP');
    await visitor.says('Question-nine');
    await visitor.message('Question-nine').waitFor();
    await gateway.kill();
    await visitor.reloads();
    await visitor
      .message('Question-nine')
      .getByText(/^Not confirmed/)
      .waitFor();
    await gateway.restart();
    await visitor.comesBack();
    await visitor.message('To the nine').waitFor();
    await visitor.button('Send').waitFor();

    expect(await frames.faults()).toEqual([]);
    for (const asked of words) {
      expect(await visitor.message(asked).count()).toBe(1);
      expect(model.asked(asked)).toBe(1);
    }
  });

  test('while it is edited, before its turn and after its answer', async ({ enter, gateway, model }) => {
    const words = ['Question-ten', 'Waiting-eleven', 'Edited-twelve', 'Answer-twelve'];
    const { visitor, frames } = await watched(enter, gateway, words);
    const answer = await startsAnswering(visitor, model, 'Question-ten', 'It comes');
    await visitor.says('Waiting-eleven');
    await visitor.queued('Waiting-eleven').getByRole('button', { name: 'Edit' }).click();
    await expect.poll(() => visitor.composer.inputValue()).toBe('Waiting-eleven');
    model.answers('Waiting-eleven', { type: 'text', text: 'Its turn' });
    await visitor.composer.press('Enter');
    answer.end();
    await visitor.message('Its turn').waitFor();
    await visitor.button('Send').waitFor();

    const message = visitor.message('Waiting-eleven');
    await message.hover();
    await message.getByRole('button', { name: 'Edit' }).click();
    const field = visitor.page.getByRole('textbox', { name: 'Edit the message' });
    await field.waitFor();
    expect(await frames.faults()).toEqual([]);
    model.answers('Edited-twelve', { type: 'text', text: 'Answer-twelve' });
    await field.fill('Edited-twelve');
    await visitor.button('Send as edited').click();
    await visitor.message('Answer-twelve').waitFor();
    await visitor.button('Send').waitFor();
    expect(await twiceOrGone(frames)).toEqual(['Waiting-eleven']);
    model.answers('Edited-twelve', { type: 'text', text: 'Otherwise' });
    await visitor.message('Answer-twelve').getByRole('button', { name: 'Answer again' }).click();
    await visitor.message('Otherwise').waitFor();
    await visitor.button('Send').waitFor();
    expect(await twiceOrGone(frames)).toEqual(['Waiting-eleven', 'Answer-twelve']);
    await stands(visitor, ['Question-ten', 'Edited-twelve', 'Otherwise']);
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
        const home = message.parentElement;
        const twice = document.createElement('p');
        twice.textContent = 'doubled';
        // Three frames in a row: gone, back with another, and as it was.
        const steps = [() => message.remove(), () => home?.append(message, twice), () => twice.remove()];
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
