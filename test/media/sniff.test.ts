import { expect, test } from 'vitest';
import { sniff, trueName } from '../../src/media/sniff.ts';
import { gif, jpeg, pdf, png, samples, text, webp } from './samples.ts';

const known: [name: string, bytes: Uint8Array, type: string, kind: string][] = [
  ['a.jpg', jpeg(3, 4), 'image/jpeg', 'image'],
  ['a.png', png(3, 4), 'image/png', 'image'],
  ['a.gif', gif(3, 4), 'image/gif', 'image'],
  ['a.webp', webp(3, 4), 'image/webp', 'image'],
  ['a.mp3', samples.mp3, 'audio/mpeg', 'audio'],
  ['a.wav', samples.wav, 'audio/wav', 'audio'],
  ['a.m4a', samples.m4a, 'audio/mp4', 'audio'],
  ['a.opus', samples.ogg, 'audio/ogg', 'audio'],
  ['a.flac', samples.flac, 'audio/flac', 'audio'],
  ['a.mp4', samples.mp4, 'video/mp4', 'video'],
  ['a.mov', samples.mov, 'video/quicktime', 'video'],
  ['a.webm', samples.webm, 'video/webm', 'video'],
  ['a.webm', samples.voice, 'audio/webm', 'audio'],
  ['a.pdf', pdf('Hello'), 'application/pdf', 'document'],
  ['a.md', text('# Hello, wörld'), 'text/plain', 'document'],
];

test.each(known)('sniff() knows what %s is, and its name stays', async (name, bytes, type, kind) => {
  const found = await sniff(bytes);
  expect(found).toMatchObject({ type, kind });
  expect('type' in found && trueName(name, found)).toBe(name);
});

test.each([
  ['a page', '<!doctype html><script>alert(1)</script>'],
  ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ['XML', '<?xml version="1.0"?><a/>'],
  ['a script', '#!/bin/sh\nrm -rf /'],
  ['words that begin as a sound does', 'ID3 tags are metadata of sounds'],
])('sniff() takes %s for plain text', async (_what, words) => {
  expect(await sniff(text(words))).toMatchObject({ type: 'text/plain', kind: 'document' });
});

test.each([
  ['an archive', samples.zip, 'application/zip'],
  ['a program', samples.exe, 'application/x-msdownload'],
  ['a text in an old encoding', new Uint8Array([0x67, 0x72, 0xfc, 0xdf, 0x65]), null],
  ['a text with a NUL', text('a\0b'), null],
  ['nothing', new Uint8Array(), null],
])('sniff() does not take %s', async (_what, bytes, unsupported) => {
  expect(await sniff(bytes)).toEqual({ unsupported });
});

test('sniff() takes a text whose beginning ends inside of a character', async () => {
  expect(await sniff(text('wörld').subarray(0, 2))).toMatchObject({ type: 'text/plain' });
});

test('sniff() knows music whose cover is larger than the beginning', async () => {
  const head = new Uint8Array(1000);
  head.set([0x49, 0x44, 0x33, 4, 0, 0, 0, 0x7f, 0x7f, 0x7f]);
  expect(await sniff(head)).toMatchObject({ type: 'audio/mpeg' });
});

test('trueName() gives a file that lies the extension that it deserves', async () => {
  const named = async (name: string, bytes: Uint8Array) => {
    const found = await sniff(bytes);
    return 'type' in found ? trueName(name, found) : null;
  };
  expect(await named('cat.png', pdf('x'))).toBe('cat.png.pdf');
  expect(await named('cat.PNG', jpeg(1, 1))).toBe('cat.PNG.jpg');
  expect(await named('cat.png', text('<script>'))).toBe('cat.png.txt');
  expect(await named('cat', png(1, 1))).toBe('cat.png');
  expect(await named('page.html', text('<html>'))).toBe('page.html');
});
