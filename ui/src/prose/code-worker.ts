// Beside the page, where nobody waits for it: reads code that is sent here, and answers with its colours.
import * as v from 'valibot';
import { coloursOf } from './grammars.ts';

const Asked = v.object({ id: v.number(), code: v.string(), language: v.string() });

addEventListener('message', ({ data }) => {
  const { id, code, language } = v.parse(Asked, data);
  postMessage({ id, colours: coloursOf(code, language) });
});
