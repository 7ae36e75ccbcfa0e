// What the page says in its languages: the same things, each in its own words, and nothing left in English.
import { describe, expect, test } from 'vitest';
import { english } from '../../ui/src/words/en.ts';
import { spanish } from '../../ui/src/words/es.ts';
import { french } from '../../ui/src/words/fr.ts';
import { portuguese } from '../../ui/src/words/pt.ts';
import { firstKnown } from '../../ui/src/words/words.ts';
import { chinese } from '../../ui/src/words/zh.ts';

type Leaf = { path: string; says: unknown };

const languages = { es: spanish, fr: french, pt: portuguese, zh: chinese };

/** Names are names everywhere. */
const names = ['Pincer', 'Markdown', 'HTML', 'JSON'];
/** What is called the same in both languages, without what is filled in. */
const same: Record<keyof typeof languages, readonly string[]> = {
  es: ['Chat', 'Chats', 'Error', 'Fatal', 'No', 'Terminal', 'Tokens', 'Web', 'tokens'],
  fr: [
    ...['Actions', 'Agent', 'Agents', 'Assistant', 'Branches', 'Code', 'Conversation', 'Fatal', 'Info', 'Licence'],
    ...['Menu', 'Message', 'Messages', 'Minimal', 'Notifications', 'Page', 'Session', 'Sessions', 'Terminal', 'Trace'],
    ...['Version', 'Web'],
  ],
  pt: ['Chat', 'Chats', 'Fatal', 'Gateway', 'Menu', 'Terminal', 'Tokens', 'Web', 'tokens'],
  zh: [],
};

describe.each(Object.entries(languages))('The words in %s', (language, words) => {
  const said = new Map(leaves(words).map(({ path, says }) => [path, says]));

  test('are there for everything that English says, and for nothing else', () => {
    expect([...said.keys()].sort()).toEqual(
      leaves(english)
        .map(({ path }) => path)
        .sort(),
    );
    const kinds = leaves(english).filter(({ path, says }) => typeof says !== typeof said.get(path));
    expect(kinds.map(({ path }) => path)).toEqual([]);
  });

  test('are never empty where English is not, whatever is filled in', () => {
    const empty = leaves(english).filter(
      ({ path, says }) => spoken(says) !== '' && spoken(said.get(path)).trim() === '',
    );
    expect(empty.map(({ path }) => path)).toEqual([]);
  });

  test('leave out nothing that is filled in', () => {
    const lost = leaves(english).filter(({ path, says }) => {
      const [there, here] = [filledIn(spoken(says)), filledIn(spoken(said.get(path)))];
      return there.some((part) => !here.includes(part));
    });
    expect(lost.map(({ path }) => path)).toEqual([]);
  });

  test('are its own: what is the same as in English is a name, or a word that both languages have', () => {
    const allowed = Object.entries(same).find(([id]) => id === language)?.[1] ?? [];
    const left = leaves(english).flatMap(({ path, says }) => {
      const words = spoken(says);
      const alike = words !== '' && /[a-z]{2}/i.test(words.replace(PLACE, '')) && spoken(said.get(path)) === words;
      const bare = words
        .replaceAll(PLACE, '')
        .replaceAll(/[\p{P}\p{S}\s]+/gu, ' ')
        .trim();
      return alike && ![...names, ...allowed].includes(bare) ? [`${path}: ${words}`] : [];
    });
    expect(left).toEqual([]);
  });
});

test('The page speaks the first language of the browser that it knows, and English if it knows none', () => {
  expect(firstKnown(['de-AT', 'pt-BR', 'en'])).toBe('pt');
  expect(firstKnown(['zh-Hant-TW'])).toBe('zh');
  expect(firstKnown(['de', 'it'])).toBe('en');
  expect(firstKnown([])).toBe('en');
});

/** What stands in the place of what is filled in: no word of any language, and no number that counts as one. */
const PLACE = /7\d\d7|⟦\d⟧/g;

function leaves(tree: object, path = ''): Leaf[] {
  return Object.entries(tree).flatMap(([name, says]: [string, unknown]) => {
    const here = path === '' ? name : `${path}.${name}`;
    return typeof says === 'object' && says !== null ? leaves(says, here) : [{ path: here, says }];
  });
}

/** A function takes numbers, or words: what it says without either is taken as it comes. */
function spoken(says: unknown): string {
  if (typeof says !== 'function') return String(says);
  for (const given of [
    [7007, 7117, 7227],
    ['⟦0⟧', '⟦1⟧', '⟦2⟧'],
  ]) {
    const words: unknown = says(...given);
    if (typeof words === 'string' && !words.includes('NaN')) return words.replaceAll(/\s/g, ' ');
  }
  return '';
}

function filledIn(words: string): string[] {
  return words.replaceAll(/(?<=\d)[.,\s’](?=\d)/g, '').match(PLACE) ?? [];
}
