// The files that say who an agent is: a list, and the one that is open beside it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { brief, bytes } from '../../parts/format.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import { roomWords } from '../../words/words.ts';
import { Answered } from '../answered.tsx';
import { Section } from '../view.tsx';
import { draftName, drafts, guardDrafts, isDirty } from './file-drafts.ts';
import { FileEditor } from './file-editor.tsx';
import { FileList, type ListedFile } from './wire.ts';

export function WorkspaceFiles({ agentId }: { agentId: string }) {
  const { files } = roomWords.value.agents;
  const answer = useAnswer('agents.files.list', { agentId }, FileList);
  const [open, setOpen] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  useEffect(guardDrafts, []);
  const close = () => {
    list.current?.querySelector<HTMLElement>('[aria-current]')?.focus();
    setOpen(null);
  };
  return (
    <Section title={files.title}>
      <p class="soft small">{files.intro}</p>
      <Answered answer={answer} rows={7}>
        {({ files: all }) => (
          <div class="files" data-open={open !== null}>
            <ul ref={list} class="bare file-list">
              {all.map((file) => (
                <li key={file.name}>
                  <FileButton
                    file={file}
                    open={file.name === open}
                    unsaved={isDirty(drafts.value.get(draftName(agentId, file.name)))}
                    choose={() => setOpen(file.name)}
                  />
                </li>
              ))}
            </ul>
            {open === null ? (
              <p class="soft small file-none">{files.choose}</p>
            ) : (
              <FileEditor key={open} agentId={agentId} name={open} saved={answer.again} close={close} />
            )}
          </div>
        )}
      </Answered>
    </Section>
  );
}

type FileButtonProps = { file: ListedFile; open: boolean; unsaved: boolean; choose: () => void };

function FileButton({ file, open, unsaved, choose }: FileButtonProps) {
  const { files } = roomWords.value.agents;
  const { name, missing, expectedAbsent, size, updatedAtMs } = file;
  const there = [
    ...(size === undefined ? [] : [bytes(size)]),
    ...(updatedAtMs === undefined ? [] : [files.changed(brief(updatedAtMs))]),
  ];
  const state = missing ? (expectedAbsent ? files.missing : files.needed) : there.join(' · ');
  return (
    <button type="button" class="file-button" aria-current={open ? 'true' : undefined} onClick={choose}>
      <span class="row-head">
        <code data-missing={missing}>{name}</code>
        {unsaved ? <span class="tag warn">{files.unsaved}</span> : null}
      </span>
      <span class="soft small">{state}</span>
    </button>
  );
}
