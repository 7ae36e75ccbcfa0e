import { describe, expect, it } from 'vitest';
import { makeSecret, secretsMatch, tokenDigest } from '../../src/auth/secret.ts';

describe('secretsMatch()', () => {
  it.each([
    ['the same secret', 'correct horse', 'correct horse', true],
    ['one different character', 'correct horse', 'correct horsf', false],
    ['a prefix', 'correct', 'correct horse', false],
    ['a longer secret', 'correct horse battery', 'correct horse', false],
    ['nothing', '', 'correct horse', false],
    ['a megabyte', 'x'.repeat(1_000_000), 'correct horse', false],
    ['the same secret beyond ASCII', 'pärla-🦞', 'pärla-🦞', true],
  ])('answers for %s', async (_, given, secret, expected) => {
    expect(await secretsMatch(given, secret)).toBe(expected);
  });

  it('compares digests of one length', async () => {
    expect((await tokenDigest('')).length).toBe(32);
    expect(Buffer.from(await tokenDigest('abc')).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});

describe('makeSecret()', () => {
  it('makes 32 bytes in base64url, another at every call', () => {
    const made = Array.from({ length: 50 }, makeSecret);
    for (const secret of made) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(new Set(made).size).toBe(50);
  });
});
