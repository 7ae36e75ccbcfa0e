// The file has another text than the one that was being edited: whose is to stay is for the person to say.

import { Dialog } from '../../parts/dialog.tsx';
import { moment } from '../../parts/format.ts';
import { roomWords } from '../../words/words.ts';
import type { Saving } from './file-saving.ts';
import type { FileGot } from './wire.ts';

type ConflictProps = { name: string; theirs: FileGot['file']; saving: Saving };

export function ConflictDialog({ name, theirs, saving }: ConflictProps) {
  const { files } = roomWords.value.agents;
  const { missing, updatedAtMs, content } = theirs;
  return (
    <Dialog title={files.conflict(name)} onClose={saving.leave}>
      <p>{missing || updatedAtMs === undefined ? files.conflictGone : files.conflictWhat(moment(updatedAtMs))}</p>
      {missing ? null : (
        <pre class="file-theirs" dir="auto">
          {content}
        </pre>
      )}
      <footer class="dialog-foot">
        <button type="button" class="plain" onClick={saving.leave}>
          {files.keepEditing}
        </button>
        <button type="button" class="plain bad" onClick={() => void saving.takeTheirs()}>
          {files.takeTheirs}
        </button>
        <button type="button" class="primary" onClick={() => void saving.overwrite()}>
          {files.overwrite}
        </button>
      </footer>
    </Dialog>
  );
}
