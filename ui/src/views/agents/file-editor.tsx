// One workspace file, to be read and changed. What was typed stays until it is saved or taken back.
import { useEffect, useId, useRef } from 'preact/hooks';
import { IconButton } from '../../parts/icon-button.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { useApp } from '../../state/app.ts';
import { roomWords } from '../../words/words.ts';
import { Answered } from '../answered.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { asInField, draftName, drafts, edited, hasChanged, isDirty, isDone, putDraft } from './file-drafts.ts';
import { useSaving } from './file-saving.ts';
import { FileGot } from './wire.ts';

type EditorProps = { agentId: string; name: string; saved: () => Promise<void>; close: () => void };

export function FileEditor({ agentId, name, saved, close }: EditorProps) {
  const { files } = roomWords.value.agents;
  const heading = useRef<HTMLHeadingElement>(null);
  const answer = useAnswer('agents.files.get', { agentId, name }, FileGot);
  const again = async () => {
    await Promise.all([answer.again(), saved()]);
  };
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="file-editor">
      <header class="section-head">
        <h3 ref={heading} tabIndex={-1}>
          <code>{name}</code>
        </h3>
        <IconButton icon="close" name={files.close} onClick={close} />
      </header>
      <Answered answer={answer} rows={8}>
        {({ file }) => <Editing agentId={agentId} file={file} again={again} />}
      </Answered>
    </div>
  );
}

type EditingProps = { agentId: string; file: FileGot['file']; again: () => Promise<void> };

function Editing({ agentId, file, again }: EditingProps) {
  const { gateway } = useApp();
  const { files } = roomWords.value.agents;
  const note = useId();
  const id = draftName(agentId, file.name);
  const draft = drafts.value.get(id);
  const saving = useSaving(agentId, file, again);
  const may = gateway.can('agents.files.set', 'operator.admin');
  const text = draft?.text ?? asInField(file.content);
  const type = (words: string) => putDraft(id, edited(drafts.peek().get(id), file, words));
  const dirty = isDirty(draft);
  const done = isDone(draft, file);
  useEffect(() => {
    if (done) putDraft(id, null);
  }, [done, id]);
  return (
    <>
      <textarea
        class="field file-text"
        spellcheck={false}
        autocapitalize="off"
        dir="auto"
        aria-label={files.content(file.name)}
        aria-describedby={note}
        value={text}
        readOnly={!may}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
          event.preventDefault();
          if (dirty && gateway.ready && !saving.busy) void saving.save();
        }}
      />
      {saving.trouble === '' ? null : (
        <p class="bad small" role="alert">
          {files.notSaved(saving.trouble)}
        </p>
      )}
      <footer class="file-foot">
        <p id={note} class="soft small" aria-live="polite">
          {stateOf({
            may,
            ready: gateway.ready,
            dirty,
            newer: draft !== undefined && dirty && hasChanged(draft, file),
            missing: file.missing,
          })}
        </p>
        {may ? (
          <span class="row-actions">
            <button type="button" class="plain" disabled={!dirty || saving.busy} onClick={() => putDraft(id, null)}>
              {files.revert}
            </button>
            <button
              type="button"
              class="primary"
              disabled={!dirty || saving.busy || !gateway.ready}
              onClick={() => void saving.save()}
            >
              {saving.busy ? files.saving : roomWords.value.common.save}
            </button>
          </span>
        ) : null}
      </footer>
      {saving.conflict === null ? null : <ConflictDialog name={file.name} saving={saving} theirs={saving.conflict} />}
    </>
  );
}

type State = { may: boolean; ready: boolean; dirty: boolean; newer: boolean; missing: boolean };

function stateOf({ may, ready, dirty, newer, missing }: State): string {
  const { files } = roomWords.value.agents;
  if (!may) return files.readOnly;
  if (dirty && !ready) return files.away;
  if (newer) return `${files.newer} ${files.dirty}`;
  if (dirty) return files.dirty;
  return missing ? files.new : files.clean;
}
