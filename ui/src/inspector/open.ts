// Whether the inspector stands beside the conversation, and what of it.
import { signal } from '@preact/signals';

export type InspectorTab = 'session' | 'tools' | 'checkpoints';

export const inspectorTab = signal<InspectorTab | null>(null);

export function openInspector(tab: InspectorTab): void {
  inspectorTab.value = tab;
}
