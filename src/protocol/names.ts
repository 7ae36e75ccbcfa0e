// What names of sessions and runs may not hold: a control character would not come back from the database as it went in.
import * as v from 'valibot';

const control = /\p{Cc}/u;

export const printable = v.check((name: string) => !control.test(name), 'must not hold control characters');
