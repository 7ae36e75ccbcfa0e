// Whose request it is behind proxies, and which ranges hold which addresses.
import { describe, expect, it } from 'vitest';
import { addressRanges, badRanges, rangeWidth } from '../../src/auth/address-ranges.ts';
import { readFacts } from '../../src/auth/facts.ts';
import { forwardedClient } from '../../src/auth/forwarding.ts';

describe('addressRanges()', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1', true],
    ['10.0.0.1', '::ffff:10.0.0.1', true],
    ['10.0.0.0/8', '10.200.3.4', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['::ffff:10.0.0.1', '10.0.0.1', true],
    ['::ffff:0:0/96', '203.0.113.9', true],
    ['::ffff:0:0/96', '2001:db8::1', false],
    ['::ffff:10.0.0.0/104', '10.9.9.9', true],
    ['::ffff:0:0/90', '10.0.0.1', false],
    ['::ffff:0:0/90', '2001:db8::1', false],
    ['fd00::/8', 'fd12::1', true],
    ['fd00::/8', '10.0.0.1', false],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '10.0.0.1', false],
    ['127.0.0.1', '127.evil.com', false],
    ['127.0.0.1', '', false],
  ])('%s holds %s: %s', (range, address, held) => {
    expect(addressRanges([range]).has(address)).toBe(held);
  });

  it('badRanges() names what is no address and no range', () => {
    const bad = [
      'proxy.local',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0/8',
      '10.0.0.1/8/9',
      '',
      '*',
      '[::1]:80',
      'fe80::1%eth0',
    ];
    expect(badRanges([...bad, '10.0.0.1', 'fd00::/8', '::1'])).toEqual(bad);
  });

  it('rangeWidth() counts the bits that are fixed', () => {
    expect(rangeWidth('10.0.0.0/8')).toEqual({ bits: 8, of: 32 });
    expect(rangeWidth('::ffff:0:0/96')).toEqual({ bits: 0, of: 32 });
    expect(rangeWidth('fd00::1')).toEqual({ bits: 128, of: 128 });
    expect(rangeWidth('nonsense')).toBeNull();
  });
});

describe('forwardedClient()', () => {
  const proxies = addressRanges(['10.0.0.0/24', '127.0.0.1']);

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7, 10.0.0.9', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7, 10.0.0.9', '203.0.113.7'],
    ['127.0.0.1, 203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['[2001:db8::7]:4711', '2001:db8::7'],
    ['2001:DB8::7', '2001:db8::7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['10.0.0.8, 10.0.0.9', '10.0.0.8'],
    ['unknown', null],
    ['203.0.113.7, unknown', null],
    ['_hidden', null],
    ['', null],
    [' , ', null],
    ['127.0.0.1', null],
    ['::1', null],
    ['203.0.113.7,', null],
    ['127.0.0.1, 10.0.0.9', null],
  ])('walks "%s" to %s', (chain, client) => {
    expect(forwardedClient(new Headers({ 'x-forwarded-for': chain }), proxies, false)).toBe(client);
  });

  it('believes no chain of 200 hops', () => {
    const chain = ['203.0.113.7', ...Array(199).fill('10.0.0.9')].join(', ');
    expect(forwardedClient(new Headers({ 'x-forwarded-for': chain }), proxies, false)).toBeNull();
  });

  it('takes X-Real-IP only when it may, and only without X-Forwarded-For', () => {
    const real = { 'x-real-ip': '203.0.113.7' };
    expect(forwardedClient(new Headers(real), proxies, false)).toBeNull();
    expect(forwardedClient(new Headers(real), proxies, true)).toBe('203.0.113.7');
    expect(forwardedClient(new Headers({ 'x-real-ip': '127.0.0.1' }), proxies, true)).toBeNull();
    expect(forwardedClient(new Headers({ ...real, 'x-forwarded-for': 'unknown' }), proxies, true)).toBeNull();
  });

  it('does not read Forwarded', () => {
    expect(forwardedClient(new Headers({ forwarded: 'for=203.0.113.7' }), proxies, true)).toBeNull();
  });
});

describe('readFacts() behind proxies', () => {
  const believed = { proxies: addressRanges(['10.0.0.9', '127.0.0.1']), realIp: false, identityHeaders: ['x-user'] };
  const facts = (peer: string, headers: Record<string, string>, managed = false) =>
    readFacts(new Headers(headers), { peer, managed }, believed);

  it.each(['10.0.0.9', '127.0.0.1'])('takes the address that the proxy %s names', (peer) => {
    const known = facts(peer, { 'x-forwarded-for': '203.0.113.7' });
    expect(known).toMatchObject({ address: '203.0.113.7', peer, way: 'proxy', local: false });
  });

  it('leaves what an unknown proxy says unattributed', () => {
    const known = facts('192.0.2.1', { 'x-forwarded-for': '203.0.113.7' });
    expect(known).toMatchObject({ address: '192.0.2.1', way: 'unattributed', local: false });
  });

  it('calls nobody local who claims to be the proxy', () => {
    expect(facts('127.0.0.1', { 'x-user': 'owner@example.com' })).toMatchObject({ local: false, way: 'direct' });
  });

  it('believes on the listener of tailscaled only what came over loopback and names somebody', () => {
    const chain = { 'x-forwarded-for': '100.64.0.7' };
    expect(facts('127.0.0.1', chain, true)).toMatchObject({ address: '100.64.0.7', way: 'proxy', local: false });
    expect(facts('127.0.0.1', {}, true)).toMatchObject({ way: 'unattributed', local: false });
    expect(facts('10.0.0.9', chain, true)).toMatchObject({ way: 'unattributed', local: false });
  });
});
