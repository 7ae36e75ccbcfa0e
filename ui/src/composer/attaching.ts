// How files get into the message that is being written, and what is said of those that do not.

import type { Gateway } from '../state/gateway.ts';
import { words } from '../words/words.ts';
import { type Attachment, attachmentOf, countsForMessage, MOST_FILES, troubleOf } from './attachment.ts';
import type { Draft } from './draft.ts';
import { uploadsOf } from './uploads.ts';

export type Handed = { files: readonly File[]; folders?: readonly string[] };

export function attach(draft: Draft, gateway: Gateway, { files, folders = [] }: Handed): void {
  const { composer } = words.value;
  if (gateway.hello.peek() && !gateway.can('assistant.media.upload', 'operator.write')) {
    draft.hint.value = composer.noFiles;
    return;
  }
  const uploads = uploadsOf(gateway);
  const fresh = files.map((file) => {
    const trouble = troubleOf(file, uploads.limits);
    return attachmentOf(file, trouble ? { state: 'refused', trouble } : { state: 'waiting' });
  });
  const room = MOST_FILES - draft.files.peek().filter(countsForMessage).length;
  const good = fresh.filter(countsForMessage);
  const leftOut = good.slice(Math.max(0, room));
  draft.attach([...fresh.filter((one) => !leftOut.includes(one)), ...folders.map(folder)]);
  for (const { id, file } of good.slice(0, Math.max(0, room))) if (file) uploads.start({ draft, id, file });
  if (leftOut.length > 0) draft.hint.value = composer.leftOut(leftOut.map(({ name }) => name).join(', '));
}

export function retry(draft: Draft, gateway: Gateway, { id, file }: Attachment): void {
  if (file) uploadsOf(gateway).start({ draft, id, file });
}

export function remove(draft: Draft, gateway: Gateway, { id }: Attachment): void {
  draft.remove(id);
  uploadsOf(gateway).cancel(id);
}

function folder(name: string): Attachment {
  return attachmentOf(new File([], name), { state: 'refused', trouble: { code: 'folder' } });
}

/** What was dropped. */
export function handedBy({ items }: DataTransfer): Handed {
  const files: File[] = [];
  const folders: string[] = [];
  for (const item of items) {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    const file = item.kind === 'file' ? item.getAsFile() : null;
    if (entry?.isDirectory) folders.push(entry.name);
    else if (file) files.push(file);
  }
  return { files, folders };
}

/** What was pasted, unless it is text of which an office program adds a picture. */
export function pasted(transfer: DataTransfer): Handed {
  const isText = transfer.types.includes('text/html') && transfer.getData('text/plain') !== '';
  return isText ? { files: [] } : handedBy(transfer);
}
