// What may stand at one place of an assistant's text that is not for people.
export type Sign =
  | { is: 'nothing' }
  /** More text decides it. `leaked`: enough of it is there to leave it out should the text end here. */
  | { is: 'open'; leaked: boolean }
  | { is: 'tag'; length: number }
  /** Everything up to `close` goes with it. */
  | { is: 'block'; length: number; close: RegExp };

export const nothing: Sign = { is: 'nothing' };

/** The end of a text that what follows could turn into a sign: kept apart, or leaving one out would make another. */
export const unfinished =
  /\[$|\[\[[^[\]\n]{0,300}\]?$|[<＜](?:[^\s<>＜＞`][^<>＜＞\n`]{0,400})?$|<<<[A-Z_]{1,60}>{0,2}$/;
