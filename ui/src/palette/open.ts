// What lies over the page, if anything: the palette over everything, the palette over the conversation that is shown, or
// the choices for a new chat.
import { signal } from '@preact/signals';

export type PaletteScope = 'everything' | 'conversation' | 'new chat';

export const paletteOpen = signal<PaletteScope | null>(null);

export function openPalette(): void {
  paletteOpen.value = 'everything';
}

export function openSearch(): void {
  paletteOpen.value = 'conversation';
}

export function openNewChat(): void {
  paletteOpen.value = 'new chat';
}
