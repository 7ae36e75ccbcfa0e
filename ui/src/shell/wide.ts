// Whether there is room for the sessions beside the conversation.
import { signal } from '@preact/signals';

const query = matchMedia('(min-width: 900px)');
const wide = signal(query.matches);
query.addEventListener('change', ({ matches }) => {
  wide.value = matches;
});

export function useWide(): boolean {
  return wide.value;
}
