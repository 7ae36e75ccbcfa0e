// Saving a workspace file: only over what was read, unless somebody decides otherwise, and nothing is lost when it fails.
import { useState } from 'preact/hooks';
import { said } from '../../conversation/talk.ts';
import { useApp } from '../../state/app.ts';
import { roomWords } from '../../words/words.ts';
import { asInFile, draftName, drafts, hasChanged, putDraft, savedAs } from './file-drafts.ts';
import { FileGot, FileSet } from './wire.ts';

type File = FileGot['file'];
export type Saving = {
  busy: boolean;
  trouble: string;
  /** The file as somebody else has made it meanwhile. */
  conflict: File | null;
  save: () => Promise<void>;
  overwrite: () => Promise<void>;
  takeTheirs: () => Promise<void>;
  leave: () => void;
};

export function useSaving(agentId: string, file: File, again: () => Promise<void>): Saving {
  const { gateway, notices } = useApp();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const [conflict, setConflict] = useState<File | null>(null);
  const { name } = file;
  const id = draftName(agentId, name);

  const attempt = async (step: () => Promise<void>) => {
    setBusy(true);
    setTrouble('');
    setConflict(null);
    try {
      await step();
    } catch (error) {
      setTrouble(said(error));
    } finally {
      setBusy(false);
    }
  };

  const write = async (there: File) => {
    const draft = drafts.peek().get(id);
    if (!draft) return;
    const { text } = draft;
    const content = asInFile(text, there.content);
    const done = await gateway.ask('agents.files.set', { agentId, name, content }, FileSet);
    const now = drafts.peek().get(id);
    if (now) putDraft(id, savedAs(now, text, done.file));
    notices.say(roomWords.value.agents.files.saved(name));
    await again();
  };

  const look = async () => (await gateway.ask('agents.files.get', { agentId, name }, FileGot)).file;

  return {
    busy,
    trouble,
    conflict,
    save: () =>
      attempt(async () => {
        const draft = drafts.peek().get(id);
        const there = await look();
        if (draft && hasChanged(draft, there)) setConflict(there);
        else await write(there);
      }),
    overwrite: () => attempt(async () => write(await look())),
    takeTheirs: () =>
      attempt(async () => {
        await again();
        putDraft(id, null);
      }),
    leave: () => setConflict(null),
  };
}
