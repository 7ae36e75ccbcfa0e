import { expect, test } from 'vitest';
import { isStopPhrase } from '../../src/methods/stop-phrases.ts';
import { openMethods } from './surroundings.ts';

const send = (idempotencyKey: string, message: string) => ({ sessionKey: 'main', idempotencyKey, message });

test.each(['stop', 'Stop!', ' STOP ', 'arrête.', 'Стоп', '停止', 'やめて。', 'hör auf'])('%j means stop', (words) => {
  expect(isStopPhrase(words)).toBe(true);
});

test.each(['stop the presses', 'do not stop', 'stop\nat once', '', 'stopping'])('%j is a message', (words) => {
  expect(isStopPhrase(words)).toBe(false);
});

test('chat.send of "stop" stops the run and what waits behind it, and is no message itself', async () => {
  const { result } = openMethods();
  await result('chat.send', send('one', 'begin'));
  await result('chat.send', send('two', 'and then'));
  expect(await result('chat.send', send('three', 'Stop!'))).toMatchObject({
    ok: true,
    aborted: true,
    runIds: ['one', 'two'],
  });
  const history = await result('chat.history', { sessionKey: 'main' });
  expect(history).toMatchObject({ messages: [{ role: 'user', content: 'begin' }], pendingInputs: { total: 0 } });
});

test('chat.send of "stop" is a message where nothing runs, and "/stop" is not', async () => {
  const { result } = openMethods();
  expect(await result('chat.send', send('one', '/stop'))).toEqual({ ok: true, aborted: false, runIds: [] });
  expect(await result('chat.send', send('two', 'stop'))).toMatchObject({ status: 'started' });
});
