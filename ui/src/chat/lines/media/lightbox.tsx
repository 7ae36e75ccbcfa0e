// The pictures of a message, one at a time and as large as the screen allows.
import { useEffect, useState } from 'preact/hooks';
import type { ShownMedia } from '../../../../../src/protocol/attachments.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { IconButton } from '../../../parts/icon-button.tsx';
import { words } from '../../../words/words.ts';
import { DownloadButton } from './file-card.tsx';
import { nameOf } from './file-name.ts';
import { useWay } from './use-way.ts';

type LightboxProps = {
  files: readonly ShownMedia[];
  first: ShownMedia;
  sessionKey: string | null;
  onClose: () => void;
};

export function Lightbox({ files, first, sessionKey, onClose }: LightboxProps) {
  const { file: say, version } = words.value.chat;
  const [at, setAt] = useState(Math.max(0, files.indexOf(first)));
  const file = files[at] ?? first;
  const go = (to: number) => setAt((to + files.length) % files.length);
  // Wherever the focus is: there is nothing else before it.
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key === 'ArrowLeft') go(at - 1);
      else if (event.key === 'ArrowRight') go(at + 1);
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, [at]);
  return (
    <Dialog title={nameOf(file)} onClose={onClose}>
      <div class="lightbox">
        <Large key={file.id} file={file} sessionKey={sessionKey} />
        <div class="lightbox-foot">
          {files.length < 2 ? null : (
            <>
              <IconButton icon="left" name={say.previous} onClick={() => go(at - 1)} />
              <span aria-live="polite">{version(at + 1, files.length)}</span>
              <IconButton icon="right" name={say.next} onClick={() => go(at + 1)} />
            </>
          )}
          <DownloadButton file={file} sessionKey={sessionKey} />
        </div>
      </div>
    </Dialog>
  );
}

function Large({ file, sessionKey }: { file: ShownMedia; sessionKey: string | null }) {
  const { common, chat } = words.value;
  const { found, again } = useWay(file.id, sessionKey, true);
  switch (found.state) {
    case 'there':
      return <img src={found.url} alt={nameOf(file)} width={file.width} height={file.height} onError={again} />;
    case 'asking':
      return <p class="soft">{common.loading}</p>;
    case 'gone':
      return <p>{chat.file.gone}.</p>;
    case 'strange':
      return <p>{chat.file.strange}.</p>;
    case 'failed':
      return <p>{chat.file.failed(found.why)}.</p>;
  }
}
