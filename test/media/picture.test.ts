import { expect, test } from 'vitest';
import { measure } from '../../src/media/picture.ts';
import { gif, jpeg, png, webp } from './samples.ts';

test('measure() reads the sides of every kind of picture from its head', async () => {
  expect(await measure('a', 'image/png', png(640, 480))).toEqual({ width: 640, height: 480 });
  expect(await measure('a', 'image/jpeg', jpeg(640, 480))).toEqual({ width: 640, height: 480 });
  expect(await measure('a', 'image/gif', gif(640, 480, 3))).toEqual({ width: 640, height: 480 });
  expect(await measure('a', 'image/webp', webp(640, 480))).toEqual({ width: 640, height: 480 });
});

test('measure() reads the sides of a JPEG behind large notes, padding and noise, and those of each coding', async () => {
  const plain = jpeg(640, 480);
  const note = Buffer.concat([Buffer.from([0xff, 0xe1, 0xff, 0xff]), Buffer.alloc(65_533, '\xff\xc0\0\x0b', 'latin1')]);
  const notes = Buffer.concat(Array.from({ length: 40 }, () => note));
  const behind = [...[notes, Buffer.from([0xff, 0xff, 0xff]), Buffer.from('noise')], plain.subarray(20)];
  const long = Buffer.concat([plain.subarray(0, 20), ...behind]);
  expect(await measure('a', 'image/jpeg', long)).toEqual({ width: 640, height: 480 });
  for (const coding of [0xc1, 0xc2, 0xc9, 0xcf]) {
    const other = plain.slice();
    other[21] = coding;
    expect(await measure('a', 'image/jpeg', other)).toEqual({ width: 640, height: 480 });
  }
});

test.each([
  ['a bomb', 'image/png', png(60_000, 60_000), /picture of 60000 × 60000 is too large/],
  ['too many pixels with modest sides', 'image/png', png(10_000, 6000), /picture of 10000 × 6000 is too large/],
  ['a side that is too long', 'image/jpeg', jpeg(16_385, 1), /picture of 16385 × 1 is too large/],
  ['a frame that is larger than the picture', 'image/gif', gif(1, 1, 2, [60_000, 60_000]), /60000 × 60000/],
  ['too many frames', 'image/gif', gif(1, 1, 2001), /more than 2000 frames/],
])('measure() refuses %s', async (_what, type, bytes, words) => {
  await expect(measure('cat', type, bytes)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringMatching(words),
    details: { code: 'ATTACHMENT_IMAGE_TOO_LARGE', fileName: 'cat' },
  });
});

test.each([
  ['has no sides', 'image/png', png(0, 10)],
  ['ends in its head', 'image/png', png(10, 10).slice(0, 20)],
  ['is a million notes', 'image/jpeg', new Uint8Array(Buffer.alloc(4_000_000, '\xff\xd8\xff\xe0\0\x02', 'latin1'))],
  ['is only a mark', 'image/jpeg', new Uint8Array([0xff, 0xd8, 0xff])],
  ['ends inside of a frame', 'image/gif', gif(0, 0).slice(0, 30)],
])('measure() refuses a picture that %s', async (_what, type, bytes) => {
  await expect(measure('cat', type, bytes)).rejects.toMatchObject({
    message: expect.stringContaining('the picture is damaged'),
    details: { code: 'ATTACHMENT_INVALID', fileName: 'cat' },
  });
});
