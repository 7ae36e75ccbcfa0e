// What names of sessions and runs may not hold: a control character would not come back from the database as it went in.
import * as v from 'valibot';

export const printable = v.regex(/^[^\u0000-\u001f\u007f]*$/, 'must not hold control characters');
