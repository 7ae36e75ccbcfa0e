// The table of docs/security.md is that of these tests, and no flaw of the list is without one.
import { expect, test } from 'vitest';
import { securityRows, withTable, writtenPage } from '../../docs/security-table.ts';
import { namesOf } from '../../docs/test-names.ts';

/** What gateways of this kind were found to do wrong, as advisories, issues (oc#) and a changelog (CL:) name it. */
const flaws = [
  'CVE-2026-25253',
  'CVE-2026-25593',
  'GHSA-g55j-c2v4-pjcg',
  'CVE-2026-28472',
  'CVE-2026-28467',
  'CVE-2026-26322',
  'CVE-2026-35629',
  'CVE-2026-34504',
  'CVE-2026-28475',
  'GHSA-jmm5-fvh5-gf4p',
  'CVE-2026-26317',
  'CL:3542',
  'GHSA-hff7-ccv5-52f8',
  'CVE-2026-32045',
  'GHSA-cjv3-m589-v3rx',
  'GHSA-5847-rm3g-23mw',
  'GHSA-5wcw-8jjv-m286',
  'GHSA-4jpw-hj22-2xmc',
  'GHSA-2pwv-x786-56f8',
  'GHSA-7jrw-x62h-64p8',
  'GHSA-jf6w-m8jw-jfxc',
  'GHSA-wq58-2pvg-5h4f',
  'GHSA-rqpp-rjj8-7wv8',
  'GHSA-48vw-m3qc-wr99',
  'CVE-2026-53821',
  'GHSA-qjpc-qf9m-xwmr',
  'GHSA-jv4g-m82p-2j93',
  'GHSA-xwx2-ppv2-wx98',
  'CVE-2026-41399',
  'GHSA-mfg5-7q5g-f37j',
  'CVE-2026-34503',
  'CVE-2026-41299',
  'oc#57647',
  'oc#70741',
  'GHSA-mr34-9552-qr95',
  'GHSA-gfg9-5357-hv4c',
  'CVE-2026-44996',
  'GHSA-xmxx-7p24-h892',
  'GHSA-m8wm-r5vq-qjpg',
  'GHSA-93rg-2xm5-2p9v',
  'CVE-2026-53832',
  'CL:2642',
  'GHSA-6rph-mmhp-h7h9',
  'oc#58226',
  'oc#18685',
  'oc#25444',
  'oc#25847',
  'oc#58269',
  'oc#36213',
  'oc#36445',
  'openclaw-windows-node#345',
  'oc#42507',
  'CL:3061-3064',
  'oc#12542',
  'oc#50614',
  'oc#50615',
  'DNS rebinding',
];

test('Every flaw of the list has a test that is named after it', () => {
  const cases = securityRows().flatMap((row) => (row.section === 1 ? [row.case] : []));
  expect(flaws.filter((flaw) => !cases.some((named) => named.includes(flaw)))).toEqual([]);
});

test('Every section has tests: flaws, proxies, Tailscale, assertions', () => {
  expect([...new Set(securityRows().map(({ section }) => section))]).toEqual([1, 2, 3, 4]);
});

test('docs/security.md shows the table of these tests: `npm run security:table` writes it', () => {
  expect(writtenPage()).toBe(withTable(writtenPage()));
});

test('namesOf() reads what is written: words with blanks as one, and a name that is a blank row by row', () => {
  const source = `
    const rows = [{ what: 'one' }, { what: \`two\` }] as const;
    describe('[9] a heading', () => {
      test('plain: words', () => undefined);
      test.skipIf(true)('skipped', () => undefined);
      test.each([1, 2])('rule %s: and $more', () => undefined);
      test.each<[string]>([['three: 3'], ['four']])('%s', () => undefined);
      test.each(rows)('$what', () => undefined);
      beforeAll(() => undefined);
    });
    test('alone', () => undefined);`;
  const names = namesOf(source, 'sample.ts').map(({ above, name, row }) => [above[0], name, row]);
  expect(names).toEqual([
    ['[9] a heading', 'plain: words', false],
    ['[9] a heading', 'skipped', false],
    ['[9] a heading', 'rule …: and …', false],
    ['[9] a heading', 'three: 3', true],
    ['[9] a heading', 'four', true],
    ['[9] a heading', 'one', true],
    ['[9] a heading', 'two', true],
    [undefined, 'alone', false],
  ]);
  expect(() => namesOf('test(name, () => undefined);', 'sample.ts')).toThrow('write it where test() is called');
  expect(() => namesOf("test.each(found)('%s', () => undefined);", 'sample.ts')).toThrow('Cannot read the rows');
});
