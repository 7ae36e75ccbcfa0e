// A picture, in the space that it will need before it is there; it opens to its full size.
import { useRef, useState } from 'preact/hooks';
import type { ShownMedia } from '../../../../../src/protocol/attachments.ts';
import { useNear } from '../../../parts/use-near.ts';
import { words } from '../../../words/words.ts';
import { FileCard } from './file-card.tsx';
import { nameOf } from './file-name.ts';
import { Lightbox } from './lightbox.tsx';
import { useWay } from './use-way.ts';

type PictureProps = { file: ShownMedia; all: readonly ShownMedia[]; sessionKey: string | null };

const HIGHEST_REM = 18;
const unknown = { width: 320, height: 240 };

export function Picture({ file, all, sessionKey }: PictureProps) {
  const { file: say } = words.value.chat;
  const frame = useRef<HTMLButtonElement>(null);
  const near = useNear(frame);
  const { found, again } = useWay(file.id, sessionKey, near);
  const [open, setOpen] = useState(false);
  if (found.state === 'gone') return <FileCard file={file} sessionKey={sessionKey} note={say.gone} />;
  if (found.state === 'strange') return <FileCard file={file} sessionKey={sessionKey} note={say.strange} />;
  if (found.state === 'failed') return <FileCard file={file} sessionKey={sessionKey} note={say.failed(found.why)} />;
  const { width = unknown.width, height = unknown.height } = file;
  const wide = `min(${width}px, ${((HIGHEST_REM * width) / Math.max(1, height)).toFixed(2)}rem)`;
  return (
    <>
      <button
        ref={frame}
        type="button"
        class="picture"
        aria-label={say.open(nameOf(file))}
        aria-haspopup="dialog"
        style={{ inlineSize: wide, aspectRatio: `${width} / ${Math.max(1, height)}` }}
        onClick={() => setOpen(true)}
      >
        {found.state === 'there' ? <img src={found.url} alt="" decoding="async" onError={again} /> : null}
      </button>
      {open ? <Lightbox files={all} first={file} sessionKey={sessionKey} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
