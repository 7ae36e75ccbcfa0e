// Which way the words of a field run. The browser finds out by itself, and takes seconds for it when they are very many.

const MANY = 4000;
const RIGHT_TO_LEFT = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}]/u;

export function directionOf(text: string): 'auto' | 'ltr' | 'rtl' {
  if (text.length < MANY) return 'auto';
  return RIGHT_TO_LEFT.test(/\p{L}/u.exec(text)?.[0] ?? '') ? 'rtl' : 'ltr';
}
