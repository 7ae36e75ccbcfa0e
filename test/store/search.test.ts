import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry, SessionRecord } from '../../src/records.ts';
import { createTranscriptSearch } from '../../src/store/search.ts';
import { change, entry, openStore, session } from './fixture.ts';

async function openSearch() {
  const store = await openStore();
  const search = createTranscriptSearch(store.db);
  return {
    ...store,
    search,
    say: (of: SessionRecord, ...said: Entry[]) => store.writer.commit(change(of, { entries: said })),
    async ids(words: string, more: { agentId?: string; keys?: string[] } = {}): Promise<string[]> {
      return (await search({ words, limit: 25, ...more })).hits.map(({ messageId }) => messageId);
    },
  };
}

test('TranscriptSearch finds what was committed, with where it stands and the words around it', async () => {
  const { search, say } = await openSearch();
  const mine = session();
  const said = entry(mine, 1, { content: `${'before '.repeat(50)}the needle in the hay${' after'.repeat(50)}` });
  await say(mine, said, entry(mine, 2, { content: 'something else' }));
  const { hits, truncated } = await search({ words: 'Needle', limit: 10 });
  expect(truncated).toBe(false);
  expect(hits).toEqual([
    {
      key: mine.key,
      sessionId: mine.id,
      messageId: said.id,
      role: 'user',
      at: said.at,
      snippet: expect.stringMatching(/^….*the needle in the hay.*…$/),
      score: expect.any(Number),
    },
  ]);
  expect(hits[0]?.score).toBeGreaterThan(0);
});

test('TranscriptSearch gives the best first, and the newest of the equally good', async () => {
  const { say, ids, search } = await openSearch();
  const mine = session();
  const [best, plain, twin] = [
    entry(mine, 1, { id: 'best', content: 'tea' }),
    entry(mine, 2, { id: 'plain', content: 'tea and much else' }),
    entry(mine, 3, { id: 'twin', content: 'tea and much else' }),
  ];
  await say(mine, best, plain, twin);
  expect(await ids('tea')).toEqual(['best', 'twin', 'plain']);
  expect((await search({ words: 'tea', limit: 1 })).hits).toMatchObject([{ messageId: 'best' }]);
});

test('TranscriptSearch keeps to the sessions and the agent that it is told', async () => {
  const { say, ids } = await openSearch();
  const [one, two, other] = [session(), session(), session({ agentId: 'Other:x', key: 'agent:other:k' })];
  for (const of of [one, two, other]) await say(of, entry(of, 1, { id: of.key, content: 'same words' }));
  expect((await ids('same')).sort()).toEqual([one.key, two.key, other.key].sort());
  expect(await ids('same', { keys: [one.key] })).toEqual([one.key]);
  expect(await ids('same', { agentId: 'Other:x' })).toEqual([other.key]);
  expect(await ids('same', { agentId: 'main', keys: [two.key, other.key] })).toEqual([two.key]);
  expect(await ids('same', { keys: ['nobody'] })).toEqual([]);
});

test('TranscriptSearch forgets a session that is deleted, and no other', async () => {
  const { client, say, ids, transcript } = await openSearch();
  const [gone, kept] = [session(), session()];
  await say(gone, entry(gone, 1, { content: 'secret plans' }));
  await say(kept, entry(kept, 1, { id: 'kept', content: 'secret santa' }));
  await transcript(gone.key).erase(gone.id);
  expect(await ids('secret')).toEqual(['kept']);
  const left = await client.execute('select text from entry_search');
  expect(left.rows.map(({ text }) => text)).toEqual(['secret santa']);
});

test('TranscriptSearch finds words in scripts that write no spaces, and words without their accents', async () => {
  const { say, ids } = await openSearch();
  const mine = session();
  const written = { chinese: '我们明天去东京吃早饭', thai: 'สวัสดีครับ', french: 'Le café d’été', korean: '안녕하세요' };
  await say(mine, ...Object.entries(written).map(([id, content], at) => entry(mine, at + 1, { id, content })));
  expect(await ids('东京')).toEqual(['chinese']);
  expect(await ids('早')).toEqual(['chinese']);
  expect(await ids('京东')).toEqual([]);
  expect(await ids('ดีครับ')).toEqual(['thai']);
  expect(await ids('녕하')).toEqual(['korean']);
  expect(await ids('CAFE')).toEqual(['french']);
});

test('TranscriptSearch finds the beginning of the last word, and whole words before it', async () => {
  const { say, ids } = await openSearch();
  const mine = session();
  await say(mine, entry(mine, 1, { id: 'found', content: 'a holiday in Portugal' }));
  expect(await ids('holiday Portu')).toEqual(['found']);
  expect(await ids('holi Portugal')).toEqual([]);
});

test('TranscriptSearch takes any query as words: no operator, no error', async () => {
  const { say, ids } = await openSearch();
  const mine = session();
  await say(mine, entry(mine, 1, { id: 'it', content: 'NEAR the text : scope OR "quoted" AND {done}' }));
  for (const words of [
    'NEAR(',
    'text:',
    'scope',
    '"quoted',
    '{done}',
    'OR',
    '-done',
    '^NEAR',
    'done + text',
    "'quoted'",
  ])
    expect(await ids(words), words).toEqual(['it']);
  expect(await ids('scope:s OR NOT')).toEqual([]);
  expect(await ids('*')).toEqual([]);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (words) => {
      await ids(words);
    }),
    { numRuns: 200 },
  );
  await ids('字'.repeat(4096));
  await ids('ab '.repeat(1365));
});

test('TranscriptSearch looks at the newest of a common word only, and says so', async () => {
  const { search, say } = await openSearch();
  const mine = session();
  await say(mine, ...Array.from({ length: 1001 }, (_, at) => entry(mine, at + 1, { id: `${at}`, content: 'the' })));
  const { hits, truncated } = await search({ words: 'the', limit: 25 });
  expect(truncated).toBe(true);
  expect(hits.map(({ messageId }) => messageId).slice(0, 2)).toEqual(['1000', '999']);
});

test('TranscriptSearch finds what was copied in the copy too, and only what was copied', async () => {
  const { writer, say, ids, transcript } = await openSearch();
  const [source, copy] = [session(), session()];
  const said = ['first tea', 'second tea', 'third tea'];
  await say(source, ...said.map((content, at) => entry(source, at + 1, { id: content, content })));
  const stretches = [{ branch: 0, after: 0, upTo: 2 }];
  await writer.commit(change(copy, { copies: [{ from: source.id, to: copy.id, stretches, names: 'copied-' }] }));
  const found = await ids('tea', { keys: [copy.key] });
  expect(found.toSorted()).toEqual(['copied-000000000001', 'copied-000000000002']);
  await transcript(source.key).erase(source.id);
  expect((await ids('tea')).sort()).toEqual(found.toSorted());
});

test('A commit that fails leaves nothing to be found', async () => {
  const { say, ids } = await openSearch();
  const mine = session();
  const said = entry(mine, 1, { content: 'first' });
  await say(mine, said);
  await expect(say(mine, entry(mine, 2, { content: 'second' }), said)).rejects.toThrow();
  expect(await ids('second')).toEqual([]);
});

test('A tool call of any depth is saved, and the words beside it are found', async () => {
  const { say, ids } = await openSearch();
  const mine = session();
  let deep: unknown = 1;
  for (let depth = 0; depth < 3000; depth += 1) deep = [deep];
  const content = [
    { type: 'text' as const, text: 'beside it' },
    { type: 'toolCall' as const, id: '1', name: 'run', arguments: { deep } },
  ];
  await say(mine, entry(mine, 1, { id: 'deep', role: 'assistant', content }));
  expect(await ids('beside')).toEqual(['deep']);
});

test('What is found is right after the database was packed', async () => {
  const { client, say, ids, transcript } = await openSearch();
  const [gone, kept] = [session(), session()];
  await say(gone, entry(gone, 1, { content: 'old words' }));
  await say(kept, entry(kept, 1, { id: 'kept', content: 'new words' }));
  await transcript(gone.key).erase(gone.id);
  await client.execute('vacuum');
  expect(await ids('words')).toEqual(['kept']);
});
