import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { publishedSchema } from '../../docs/generate.ts';

test('docs/protocol.schema.json is what protocol:gen makes of the schemas', () => {
  const published = readFileSync(new URL('../../docs/protocol.schema.json', import.meta.url), 'utf8');
  expect(published === publishedSchema(), 'run `npm run protocol:gen`').toBe(true);
});
