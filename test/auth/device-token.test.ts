import { describe, expect, it } from 'vitest';
import { deviceToken, isDeviceToken, nextGeneration } from '../../src/auth/device-token.ts';

const key = new Uint8Array(32).fill(7);
const device = { id: 'a'.repeat(64), role: 'operator', generation: 3 };

describe('deviceToken()', () => {
  it('is the HMAC of the device, its role and its generation, in 43 characters', async () => {
    expect(await deviceToken(key, device)).toBe('zEiBx_k5HUTRQwhdb9ivj4hHkCqfxr7jI1409Lann2Q');
  });

  it.each([
    ['another device', { ...device, id: 'b'.repeat(64) }],
    ['another role', { ...device, role: 'node' }],
    ['another generation', { ...device, generation: 4 }],
  ])('differs for %s', async (_, other) => {
    expect(await isDeviceToken(key, other, await deviceToken(key, device))).toBe(false);
  });

  it('differs under another key', async () => {
    expect(await isDeviceToken(new Uint8Array(32), device, await deviceToken(key, device))).toBe(false);
  });
});

describe('nextGeneration()', () => {
  it('grows also when the clock stands still or goes back', () => {
    expect(nextGeneration(null, 100)).toBe(100);
    expect(nextGeneration(100, 100)).toBe(101);
    expect(nextGeneration(100, 50)).toBe(101);
    expect(nextGeneration(100, 500)).toBe(500);
  });
});
