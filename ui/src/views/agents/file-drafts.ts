// Texts of workspace files that were changed here and not saved: kept while the page is open, whichever view is shown.
import { signal } from '@preact/signals';
import type { ListedFile } from './wire.ts';

/** `base` is what the file said when the editing began, and `baseAt` when it was written; null when it was not there. */
export type Draft = { text: string; base: string; baseAt: number | null };
type Known = { content: string; updatedAtMs?: number | undefined };

export const drafts = signal<ReadonlyMap<string, Draft>>(new Map());

export function draftName(agentId: string, file: string): string {
  return `${agentId}/${file}`;
}

export function putDraft(name: string, draft: Draft | null): void {
  const next = new Map(drafts.peek());
  if (draft) next.set(name, draft);
  else next.delete(name);
  drafts.value = next;
}

export function isDirty(draft: Draft | undefined): boolean {
  return draft !== undefined && draft.text !== draft.base;
}

/** A field has no other line ends than this. */
export function asInField(content: string): string {
  return content.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}

/** As the file had them before. */
export function asInFile(text: string, content: string): string {
  return content.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}

export function edited(before: Draft | undefined, file: Known, text: string): Draft {
  return before ? { ...before, text } : { text, base: asInField(file.content), baseAt: file.updatedAtMs ?? null };
}

/** Whether somebody else has written the file since the editing began. */
export function hasChanged({ base, baseAt }: Draft, { content, updatedAtMs }: Known): boolean {
  return (updatedAtMs ?? null) !== baseAt && asInField(content) !== base;
}

/** What was saved is the new measure, also for somebody who went on typing meanwhile. */
export function savedAs(draft: Draft, text: string, { updatedAtMs }: Pick<ListedFile, 'updatedAtMs'>): Draft {
  return { ...draft, base: text, baseAt: updatedAtMs ?? null };
}

/** Nothing is to be saved, and the file is at least as new: what the gateway has is shown again. */
export function isDone(draft: Draft | undefined, { updatedAtMs }: Known): boolean {
  return draft !== undefined && !isDirty(draft) && (updatedAtMs ?? 0) >= (draft.baseAt ?? 0);
}

let guarded = false;

/** The browser asks before the page is left with something unsaved. */
export function guardDrafts(): void {
  if (guarded) return;
  guarded = true;
  addEventListener('beforeunload', (event) => {
    if ([...drafts.peek().values()].some(isDirty)) event.preventDefault();
  });
}
