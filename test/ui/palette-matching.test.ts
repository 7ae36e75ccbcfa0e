// What the palette finds for what is typed, and what it marks.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partsOf, rankOf } from '../../ui/src/palette/matching.ts';

describe('A name', () => {
  test('is found without regard to case and accents', () => {
    expect(rankOf('Résumé für Zoë', 'resume zoe')).not.toBeNull();
    expect(rankOf('reading', 'READ')).toBe(0);
    expect(rankOf('東京の旅', '旅')).not.toBeNull();
  });

  test('fits best at its beginning, then at that of a word, then anywhere, then with letters left out', () => {
    const names = ['notes on routers', 'router notes', 'subrouter', 'rxoxuxter'];
    const ranks = names.map((name) => rankOf(name, 'router'));
    expect(ranks).toEqual([1, 0, 2, 6]);
    expect(rankOf('firmware', 'fw')).toBeNull();
  });

  test('has to fit every word', () => {
    expect(rankOf('Trip to Lisbon', 'lisbon trip')).not.toBeNull();
    expect(rankOf('Trip to Lisbon', 'lisbon plane')).toBeNull();
  });
});

describe('A text in parts', () => {
  test('marks every place of every word, as it was written', () => {
    const hits = (text: string, query: string) => partsOf(text, query).flatMap(({ text, hit }) => (hit ? [text] : []));
    expect(hits('Über über Uber', 'uber')).toEqual(['Über', 'über', 'Uber']);
    expect(hits('one <b>two</b>', 'two one')).toEqual(['one', 'two']);
    expect(hits('İstanbul 𝒳 end', 'end')).toEqual(['end']);
  });

  test('is the text, whatever is searched for in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, query) => {
        expect(
          partsOf(text, query)
            .map(({ text }) => text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
