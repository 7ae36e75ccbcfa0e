// Files in a message: chosen, dropped and pasted, each kind, on their way, too large, and shown where they were sent.
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JSHandle } from 'playwright-core';
import { describe, expect } from 'vitest';
import { makeDirectory } from '../fixtures/gateway.ts';
import { pdf, samples } from '../media/samples.ts';
import { test } from './fixture.ts';
import { broken } from './speaking.ts';
import type { Visitor } from './visitor.ts';

type Sample = { name: string; mimeType: string; buffer: Buffer };

/** One dot, so that a browser can paint it. */
const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const picture = file('dot.png', 'image/png', Buffer.from(dot, 'base64'));
const sound = file('tone.wav', 'audio/wav', samples.wav);
const film = file('film.mp4', 'video/mp4', samples.mp4);
const paper = file('paper.pdf', 'application/pdf', pdf('A page of words'));
const note = file('note.txt', 'text/plain', Buffer.from('Buy pears'));

describe('Files', () => {
  test('of each kind are attached by the button, are sent with the words, and are shown, after a reload too', async ({
    visitor,
    troubles,
  }) => {
    // A film of a few bytes cannot be played.
    troubles.await(/media|decod|DEMUXER/i);
    const all = [picture, sound, film, paper, note];
    await chosen(visitor, all);
    await expect.poll(() => namesOf(visitor)).toEqual(all.map(({ name }) => name));
    for (const { name } of all) await attached(visitor, name);
    await visitor.says('what are these?');
    await visitor.message('You said: what are these?').waitFor();
    await visitor.conversation.getByText('Buy pears').waitFor();
    await visitor.conversation.getByText('A page of words').waitFor();
    expect(await cards(visitor).count()).toBe(0);
    for (const again of [() => Promise.resolve(), () => visitor.reloads()]) {
      await again();
      const message = visitor.message('what are these?');
      await message.waitFor();
      const open = message.getByRole('button', { name: 'Open dot.png' });
      await expect.poll(() => open.locator('img').evaluate((image) => Object(image).naturalWidth)).toBe(1);
      for (const { name } of [sound, film, paper, note]) {
        await message.getByRole('button', { name: `Download ${name}` }).waitFor();
      }
      await message.locator('audio').waitFor();
      await message.getByText('note.txt').waitFor();
      await message.getByText('This browser cannot show it').waitFor();
    }
    await visitor.button('Open dot.png').click();
    await visitor.page.getByRole('dialog').waitFor();
    await visitor.page.keyboard.press('Escape');
    await visitor.page.getByRole('dialog').waitFor({ state: 'detached' });
    const download = visitor.page.waitForEvent('download');
    await visitor.button('Download note.txt').click();
    expect((await download).suggestedFilename()).toBe('note.txt');
  });

  test('are attached by dropping and by pasting them, and sent without a word', async ({ visitor }) => {
    await drop(visitor, [note]);
    await attached(visitor, 'note.txt');
    await paste(visitor, [picture]);
    await attached(visitor, 'dot.png');
    await visitor.button('Send').click();
    await expect.poll(() => visitor.conversation.getByRole('article').count()).toBe(2);
    await visitor.button('Open dot.png').waitFor();
    await visitor.reloads();
    await visitor.button('Open dot.png').waitFor();
    await visitor.button('Download note.txt').waitFor();
    expect(await visitor.button('Open dot.png').count()).toBe(1);
  });

  test('that are not sent yet are there again after a reload, with the words', async ({ visitor }) => {
    await chosen(visitor, [note]);
    await attached(visitor, 'note.txt');
    await visitor.composer.fill('for later');
    await visitor.reloads();
    await attached(visitor, 'note.txt');
    expect(await visitor.composer.inputValue()).toBe('for later');
    await visitor.arrives();
    await visitor.composer.press('Enter');
    await visitor.message('for later').getByRole('button', { name: 'Download note.txt' }).waitFor();
  });

  test('can be removed, and what is left is sent', async ({ visitor }) => {
    await chosen(visitor, [note, picture]);
    await attached(visitor, 'note.txt');
    await attached(visitor, 'dot.png');
    await card(visitor, 'note.txt').getByRole('button', { name: 'Remove' }).click();
    await visitor.says('one is left');
    await visitor.message('one is left').getByRole('button', { name: 'Open dot.png' }).waitFor();
    expect(await visitor.button('Download note.txt').count()).toBe(0);
  });
});

describe('A file', () => {
  test('that is too large is told of in words that say how large one may be, and what was written stays', async ({
    visitor,
  }) => {
    await visitor.composer.fill('look at this');
    const folder = makeDirectory('large');
    const [image, large] = [join(folder, 'large.png'), join(folder, 'endless.txt')];
    for (const [path, size] of [
      [image, 7_000_000],
      [large, 300_000_000],
    ] as const) {
      writeFileSync(path, '');
      truncateSync(path, size);
    }
    await visitor.page.locator('input[type=file]').setInputFiles([image, large]);
    await card(visitor, 'large.png')
      .getByText(/^Pictures can have 6(\.\d+)? MB at most\. Make it smaller/)
      .waitFor();
    await card(visitor, 'endless.txt')
      .getByText(/^Larger than \d+(\.\d+)? MB\. Attach a smaller file\.$/)
      .waitFor();
    expect(await visitor.composer.inputValue()).toBe('look at this');
    await visitor.standing.getByText('Connected').waitFor();
    await visitor.composer.press('Enter');
    await visitor.message('You said: look at this').waitFor();
  });

  test('that is empty, and one of a kind that is not taken, say so', async ({ visitor, troubles }) => {
    troubles.await(/status of 415/);
    await chosen(visitor, [file('empty.txt', 'text/plain', Buffer.alloc(0)), file('a.exe', '', samples.exe)]);
    await card(visitor, 'empty.txt').getByText('The file is empty. Attach another one.').waitFor();
    await card(visitor, 'a.exe').getByText('Not a kind that is taken.').waitFor();
  });

  test('on its way says how far it is, and can be sent only when it is there', async ({ visitor }) => {
    const session = await visitor.browser.newCDPSession(visitor.page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 100_000 };
    await session.send('Network.emulateNetworkConditions', slow);
    await chosen(visitor, [file('slow.txt', 'text/plain', Buffer.alloc(600_000, 'slow '))]);
    const slowly = card(visitor, 'slow.txt');
    const progress = slowly.getByRole('progressbar', { name: 'Upload of slow.txt' });
    await expect.poll(() => progress.evaluate((bar) => Object(bar).value)).toBeGreaterThan(0);
    await slowly.getByText(/^\d+ % of 600 kB$/).waitFor();
    await visitor.composer.fill('when it is there');
    expect(await visitor.button('Send').isDisabled()).toBe(true);
    await visitor.page.getByText('Wait for the upload').waitFor();
    await session.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
    await progress.waitFor({ state: 'detached' });
    await visitor.button('Send').click();
    await visitor.message('when it is there').getByRole('button', { name: 'Download slow.txt' }).waitFor();
  });

  test('whose upload was cut off by the end of the gateway is sent again by a button', async ({
    visitor,
    gateway,
    troubles,
  }) => {
    troubles.await(broken);
    await visitor.composer.fill('with a file');
    process.kill(gateway.pid, 'SIGSTOP');
    await chosen(visitor, [note]);
    await card(visitor, 'note.txt').waitFor();
    await gateway.kill();
    await card(visitor, 'note.txt').getByText('The upload was cut off. Retry, or remove the file.').waitFor();
    expect(await visitor.composer.inputValue()).toBe('with a file');
    await gateway.restart();
    await visitor.comesBack();
    await card(visitor, 'note.txt').getByRole('button', { name: 'Retry' }).click();
    await attached(visitor, 'note.txt');
    await visitor.composer.press('Enter');
    await visitor.message('with a file').getByRole('button', { name: 'Download note.txt' }).waitFor();
  });
});

function file(name: string, mimeType: string, content: Uint8Array): Sample {
  return { name, mimeType, buffer: Buffer.from(content) };
}

function cards({ page }: Visitor) {
  return page.getByRole('list', { name: 'Files of this message' }).getByRole('listitem');
}

function card(visitor: Visitor, name: string) {
  return cards(visitor).filter({ hasText: name });
}

async function attached(visitor: Visitor, name: string): Promise<void> {
  await cards(visitor).and(visitor.page.locator('[data-state=there]')).filter({ hasText: name }).waitFor();
}

async function namesOf(visitor: Visitor): Promise<string[]> {
  return (await cards(visitor).allInnerTexts()).map((text) => text.split('\n', 1)[0] ?? '');
}

/** As somebody does who presses the button and takes them in the window of the system. */
async function chosen(visitor: Visitor, files: readonly Sample[]): Promise<void> {
  const asked = visitor.page.waitForEvent('filechooser');
  await visitor.button('Attach files').click();
  await (await asked).setFiles([...files]);
}

async function drop(visitor: Visitor, files: readonly Sample[]): Promise<void> {
  const dataTransfer = await transferOf(visitor, files);
  await visitor.conversation.dispatchEvent('dragover', { dataTransfer });
  await visitor.page.getByText('Drop the files to attach them').waitFor();
  await visitor.conversation.dispatchEvent('drop', { dataTransfer });
  await visitor.page.getByText('Drop the files to attach them').waitFor({ state: 'detached' });
}

async function paste(visitor: Visitor, files: readonly Sample[]): Promise<void> {
  const clipboardData = await transferOf(visitor, files);
  await visitor.composer.evaluate(
    (words, clipboardData) =>
      words.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })),
    clipboardData,
  );
}

function transferOf({ page }: Visitor, files: readonly Sample[]): Promise<JSHandle<DataTransfer>> {
  const plain = files.map(({ name, mimeType: type, buffer }) => ({ name, type, bytes: [...buffer] }));
  return page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, type, bytes } of files) transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
    return transfer;
  }, plain);
}
