// What the page's menu offers while a slash command is being typed.

import * as v from 'valibot';
import { expect, test } from 'vitest';
import { listCommands } from '../../src/methods/commands/table.ts';
import { choicesFor } from '../../ui/src/composer/slash-choices.ts';
import { History } from '../../ui/src/conversation/wire.ts';

const page = { messages: [], metadata: { models: [], commands: listCommands('en') } };
const commands = v.parse(History, page).metadata?.commands ?? [];
const texts = (words: string) => choicesFor(words, commands).map(({ text }) => text);

test('The menu reads the list that the gateway sends, and opens with a slash', () => {
  expect(commands).toHaveLength(listCommands('en').length);
  expect(texts('/')).toHaveLength(commands.length);
  expect(texts('/mod')).toEqual(['/model ', '/models']);
  expect(choicesFor('/thi', commands)).toEqual([
    { text: '/think ', label: '/think', takes: '[level]', description: expect.any(String) },
  ]);
});

test('The menu finds a command by any of its names, however it is written', () => {
  expect(texts('/CL')).toEqual(['/clear']);
  expect(texts('/abo')).toEqual(['/abort']);
});

test('The menu offers what a command takes, and closes when the command is complete', () => {
  expect(texts('/export ')).toEqual(['/export md', '/export html']);
  expect(texts('/export H')).toEqual(['/export html']);
  expect(texts('/export html')).toEqual([]);
  expect(texts('/status')).toEqual([]);
  expect(texts('/export')).toEqual([]);
  expect(texts('/model some')).toEqual([]);
});

test.each(['', 'hello', ' /status', '/etc/passwd', '/status\n', '/queue a b', '/nothing', 'see /status'])(
  'The menu stays closed over %j',
  (words) => expect(texts(words)).toEqual([]),
);

test('The menu stays empty when the gateway sends no list that it knows', () => {
  expect(v.parse(History, { messages: [] }).metadata).toBeUndefined();
  expect(v.parse(History, { messages: [], metadata: { commands: [{ name: 'x' }] } }).metadata?.commands).toEqual([]);
});
