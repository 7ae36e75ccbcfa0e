// Whether the composer is the whole lower edge of the page, as on a phone.
import { signal } from '@preact/signals';

const query = matchMedia('(max-width: 479px)');
export const narrow = signal(query.matches);
query.addEventListener('change', ({ matches }) => {
  narrow.value = matches;
});
