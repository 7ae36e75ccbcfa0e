// The fingerprint of a certificate, as people write it: SHA-256, in any case, with or without colons.
import * as v from 'valibot';

const PREFIX = /^sha-?256[:=\s]\s*/i;

/** Becomes the form that is compared and shown: upper case, with colons. */
export const Fingerprint = v.pipe(
  v.string(),
  v.transform((text) => text.trim().replace(PREFIX, '')),
  v.regex(/^(?:[0-9a-f]{2}:?){31}[0-9a-f]{2}$/i, 'a SHA-256 fingerprint of 64 hex digits'),
  v.transform((text) =>
    text
      .toUpperCase()
      .replaceAll(':', '')
      .replace(/..(?=.)/g, '$&:'),
  ),
);
