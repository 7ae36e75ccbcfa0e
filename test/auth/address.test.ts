import { describe, expect, it } from 'vitest';
import { canonicalAddress, hostName, isLoopback } from '../../src/auth/address.ts';

describe('canonicalAddress()', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1:52110', '127.0.0.1'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:207', '192.0.2.7'],
    ['[::ffff:127.0.0.1]:80', '127.0.0.1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25eth0]:1', 'fe80::1'],
    ['', 'unknown'],
    ['127.1', 'unknown'],
    ['2130706433', 'unknown'],
    ['0x7f.0.0.1', 'unknown'],
    ['0177.0.0.1', 'unknown'],
    ['127.0.0.1%lo', 'unknown'],
    ['[127.0.0.1]', 'unknown'],
    ['localhost', 'unknown'],
  ])('spells %j as %j', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected);
  });
});

describe('isLoopback()', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '[::1]:18789', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:0:0:1'])(
    'takes %j for this machine',
    (text) => expect(isLoopback(text)).toBe(true),
  );
  it.each([
    '127.evil.com',
    '127.0.0.1.evil.com',
    'localhost',
    '',
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '128.0.0.1',
    '::2',
    '127.1',
  ])('does not take %j for this machine', (text) => expect(isLoopback(text)).toBe(false));
});

describe('hostName()', () => {
  it.each([
    ['localhost:18789', 'localhost'],
    ['LocalHost', 'localhost'],
    ['[::1]:18789', '::1'],
    ['[::ffff:127.0.0.1]', '127.0.0.1'],
    ['192.0.2.1:80', '192.0.2.1'],
    ['box.tail1234.ts.net.', 'box.tail1234.ts.net'],
    ['127.evil.com', '127.evil.com'],
    ['', ''],
    ['evil.com, localhost', ''],
    ['localhost@evil.com', ''],
    ['localhost/..', ''],
    ['[localhost]', ''],
    ['::1', ''],
    ['localhost:', ''],
    ['localhost:123456', ''],
  ])('reads %j as %j', (header, expected) => {
    expect(hostName(header)).toBe(expected);
  });
});
