// What OpenClaw showed of its conversations, and what the gateway shows of them once they were imported.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, describe, expect, test } from 'vitest';
import { person } from '../cli/person.ts';
import { endGateways, makeDirectory, startGateway } from '../fixtures/gateway.ts';
import { connect } from '../fixtures/greeting.ts';
import { node } from '../fixtures/runtimes.ts';
import { given, transcripts } from './fixture.ts';

afterEach(endGateways);

const Row = v.looseObject({
  role: v.string(),
  content: v.union([v.string(), v.array(v.looseObject({ type: v.string() }))]),
  timestamp: v.number(),
  __openclaw: v.looseObject({ id: v.string(), seq: v.number() }),
});
const Shown = v.object({ sessionKey: v.string(), sessionId: v.string(), messages: v.array(Row) });
type Row = v.InferOutput<typeof Row>;

const kept = [
  'role',
  'timestamp',
  'idempotencyKey',
  'toolCallId',
  'toolName',
  'isError',
  'provider',
  'model',
  'api',
  'stopReason',
  'openclawAbort',
];

/** What makes the conversation: who said what, where, under which names. */
function facts(row: Row): object {
  const { id, seq, kind } = row.__openclaw;
  return { id, seq, kind, content: row.content, ...Object.fromEntries(kept.map((name) => [name, row[name]])) };
}

/** OpenClaw lists an answer with a tool call twice, under one id: its words, then the call. Here it is one row. */
function joined(rows: readonly Row[]): Row[] {
  const byId = new Map<string, Row>();
  for (const row of rows) {
    const earlier = byId.get(row.__openclaw.id);
    byId.set(row.__openclaw.id, earlier ? { ...row, content: [...blocks(earlier), ...blocks(row)] } : row);
  }
  // A Map keeps the place of the first.
  return [...byId.values()];
}

function blocks({ content }: Row) {
  return typeof content === 'string' ? [] : content;
}

describe.each(['lines', 'database'] as const)('from %s', (form) => {
  test('chat.history shows the conversation that OpenClaw showed', async () => {
    const state = makeDirectory('imported');
    const user = person(undefined, { environment: { OPENCLAW_STATE_DIR: state } });
    expect(await user.run(['import', given(form)])).toMatchObject({ code: 0, err: '' });
    const gateway = await startGateway(node, { stateDirectory: state });
    const client = await connect(gateway);
    for (const name of ['history-main.json', 'history-second.json']) {
      const expected = v.parse(Shown, JSON.parse(readFileSync(join(transcripts, name), 'utf8')));
      const answer = await client.request('chat.history', { sessionKey: expected.sessionKey });
      const shown = v.parse(Shown, answer);
      expect(shown.sessionId).toBe(expected.sessionId);
      expect(shown.messages.map(facts)).toEqual(joined(expected.messages).map(facts));
    }
    expect(client.problems).toEqual([]);

    const refused = await user.run(['import', given(form)]);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/^Cannot import while the gateway runs \(pid \d+\): stop it first\n$/);
    const local = await user.run(['export', 'main']);
    expect(local).toMatchObject({ code: 0, out: expect.stringContaining('SLOWLY tell me') });
    const remote = await user.run(['export', 'main', '--url', gateway.url, '--token', gateway.token]);
    expect(remote.out.replace(/exported .*/, '')).toBe(local.out.replace(/exported .*/, ''));
  });
});
