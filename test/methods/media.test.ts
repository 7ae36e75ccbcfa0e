import { expect, test } from 'vitest';
import type { MediaLink } from '../../src/agent-seams.ts';
import { openMethods } from './surroundings.ts';

const file = {
  id: 'one',
  name: 'a.txt',
  type: 'text/plain',
  kind: 'document' as const,
  size: 3,
  digest: 'ab',
  text: 'abc',
  createdAt: 1,
};

function open() {
  const methods = openMethods();
  const asked: (string | null)[][] = [];
  const link: MediaLink = { file, ticket: 'a.b.c', expiresAt: 1000 };
  methods.around.media = async (id, key) => {
    asked.push([id, key]);
    return id === file.id ? link : null;
  };
  return { ...methods, asked };
}

test('assistant.media.get asks for the file by its id, and for the session by its whole name', async () => {
  const { result, asked } = open();
  await result('assistant.media.get', { source: 'media://inbound/one' });
  await result('assistant.media.get', { source: 'media://inbound/one.png', sessionKey: 'main' });
  await result('assistant.media.get', { source: 'media://inbound/one', sessionKey: 'other', agentId: 'research' });
  expect(asked).toEqual([
    ['one', null],
    ['one', 'agent:main:main'],
    ['one', 'agent:research:other'],
  ]);
});

test('assistant.media.get says where the file is and until when, and nothing of what is in it', async () => {
  const { result } = open();
  expect(await result('assistant.media.get', { source: 'media://inbound/one' })).toEqual({
    available: true,
    mimeType: 'text/plain',
    contentType: 'text/plain',
    kind: 'document',
    sizeBytes: 3,
    fileName: 'a.txt',
    mediaTicket: 'a.b.c',
    mediaTicketExpiresAt: '1970-01-01T00:00:01.000Z',
    url: '/__openclaw__/media/one?ticket=a.b.c',
    expiresAtMs: 1000,
  });
  expect(await result('assistant.media.get', { source: 'media://inbound/two' })).toMatchObject({ available: false });
});

test('assistant.media.upload gives a ticket, where it is taken and how much, to those who may write', async () => {
  const { around, call, result } = open();
  around.uploadPass = async () => ({ ticket: 'a.b.c', expiresAt: 1000, maxBytes: 20, maxImageBytes: 10 });
  const pass = { url: '/__openclaw__/media', ticket: 'a.b.c', expiresAtMs: 1000, maxBytes: 20, maxImageBytes: 10 };
  expect(await result('assistant.media.upload')).toEqual(pass);
  expect(await result('assistant.media.upload', {})).toEqual(pass);
  await expect(call('assistant.media.upload', {}, ['operator.read'])).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(call('assistant.media.upload', {}, ['operator.write'])).resolves.toBeDefined();
});

test('assistant.media.get is for those who may read', async () => {
  const { call } = open();
  const params = { source: 'media://inbound/one' };
  await expect(call('assistant.media.get', params, ['operator.approvals'])).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
  await expect(call('assistant.media.get', params, ['operator.read'])).resolves.toBeDefined();
});
