// Which gateway a request is for, and whose variables are whose.
import { expect, test } from 'vitest';
import { environmentOf } from '../../src/edge/bindings.ts';
import { addressed, wrongName } from '../../src/edge/gateway-name.ts';

const at = (address: string, names?: string) => addressed(new URL(address), names);

test('addressed() finds the only gateway at every address', () => {
  expect(at('https://any.example/g/alice/healthz')).toEqual({ gateway: 'main', path: '/g/alice/healthz' });
});

test('addressed() finds a gateway by its path, else by its host, and nobody by a name that is not listed', () => {
  const names = 'alice, bob';
  expect(at('https://any.example/g/alice/sessions/s/socket', names)).toEqual({
    gateway: 'alice',
    path: '/sessions/s/socket',
  });
  expect(at('https://any.example/g/bob', names)).toEqual({ gateway: 'bob', path: '/' });
  expect(at('https://bob.example/chat', names)).toEqual({ gateway: 'bob', path: '/chat' });
  expect(at('https://bob.example/g/alice/', names)).toEqual({ gateway: 'alice', path: '/' });
  for (const nobody of ['https://any.example/', 'https://any.example/g/carol/', 'https://bob.example/g/carol/']) {
    expect(at(nobody, names)).toBeNull();
  }
});

test('wrongName() names what no gateway can be called', () => {
  expect(wrongName('alice bob-2')).toBeUndefined();
  for (const name of ['Alice', 'a--b', '-a', 'a-', 'a/b', 'a_b', 'x'.repeat(64)]) {
    expect(wrongName(`bob,${name}`)).toBe(name);
  }
});

test('environmentOf() gives a gateway its own variables, and those that are for all', () => {
  const bindings = { A: 'all', B: 'all', ALICE__B: 'hers', BOB__B: 'his', MY_BOT__C: 'its', PAGE: {} };
  expect(environmentOf(bindings, 'alice')).toEqual({ A: 'all', B: 'hers' });
  expect(environmentOf(bindings, 'my-bot')).toEqual({ A: 'all', B: 'all', C: 'its' });
});
