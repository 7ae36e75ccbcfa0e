// When a message can be sent, and which reason comes first when it cannot.
import { expect, test } from 'vitest';
import { type Attachment, attachmentThere, type Standing } from '../../ui/src/composer/attachment.ts';
import { obstacleTo } from '../../ui/src/composer/readiness.ts';

const media = {
  id: 'one',
  url: 'media://inbound/one',
  contentType: 'text/plain',
  kind: 'document',
  sizeBytes: 5,
  fileName: 'one.txt',
} as const;
const there = attachmentThere(media, null, 0);
const standing = (state: Standing): Attachment => ({ ...there, standing: state });
const waiting = standing({ state: 'waiting' });
const sending = standing({ state: 'sending', sent: 2 });
const cut = standing({ state: 'cut', trouble: { code: 'cut' } });
const refused = standing({ state: 'refused', trouble: { code: 'unknown' } });
const ready = { away: false, mayWrite: true };
const obstacle = (text: string, ...files: Attachment[]) => obstacleTo({ text, files }, ready);

test('Words alone can be sent, and so can files alone', () => {
  expect(obstacle('words')).toBeNull();
  expect(obstacle('', there)).toBeNull();
  expect(obstacle(' \n')).toBe('empty');
});

test('A file that was refused is no part of the message and does not hold it up', () => {
  expect(obstacle('words', refused, there)).toBeNull();
  expect(obstacle('', refused)).toBe('empty');
});

test('A file that is on its way, or did not get through, holds the message up', () => {
  expect(obstacle('words', there, waiting)).toBe('upload');
  expect(obstacle('words', sending)).toBe('upload');
  expect(obstacle('words', there, cut)).toBe('broken');
});

test('A message has ten files at most, whatever was refused', () => {
  const ten = Array.from({ length: 10 }, () => there);
  expect(obstacle('', ...ten, refused)).toBeNull();
  expect(obstacle('', ...ten, there)).toBe('too-many');
});

test('Nothing is sent while the gateway is away, or by who may only read', () => {
  expect(obstacleTo({ text: 'words', files: [] }, { away: true, mayWrite: true })).toBe('away');
  expect(obstacleTo({ text: 'words', files: [] }, { away: false, mayWrite: false })).toBe('not-yours');
});
