// Words of others, made harmless to look at: what steers a terminal or turns the direction of reading is spelled out.

const STEERS = /(?!\t)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

export function printable(text: string): string {
  return text.replace(STEERS, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
