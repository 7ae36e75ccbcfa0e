// Sound and films, with the controls of the browser. Nothing is fetched before somebody plays it.
import { useRef } from 'preact/hooks';
import type { ShownMedia } from '../../../../../src/protocol/attachments.ts';
import { useNear } from '../../../parts/use-near.ts';
import { words } from '../../../words/words.ts';
import { FileCard } from './file-card.tsx';
import { nameOf } from './file-name.ts';
import { useWay } from './use-way.ts';

type PlayerProps = { file: ShownMedia; kind: 'audio' | 'video'; sessionKey: string | null };

export function Player({ file, kind, sessionKey }: PlayerProps) {
  const { file: say } = words.value.chat;
  const frame = useRef<HTMLDivElement>(null);
  const { found, again } = useWay(file.id, sessionKey, useNear(frame));
  /** Where it was when its link was over. */
  const place = useRef(0);
  const notes = { gone: say.gone, strange: say.strange, asking: null, there: null };
  const note = found.state === 'failed' ? say.failed(found.why) : notes[found.state];
  const { width = 16, height = 9 } = file;
  const playing = {
    'aria-label': nameOf(file),
    controls: true,
    preload: kind === 'video' ? ('metadata' as const) : ('none' as const),
    onTimeUpdate: ({ currentTarget }: { currentTarget: HTMLMediaElement }) => {
      if (currentTarget.currentTime > 0) place.current = currentTarget.currentTime;
    },
    onLoadedMetadata: ({ currentTarget }: { currentTarget: HTMLMediaElement }) => {
      if (place.current > 0) currentTarget.currentTime = place.current;
    },
    onError: again,
  };
  return (
    <div ref={frame} class="player" data-kind={kind}>
      {note !== null || found.state !== 'there' ? null : kind === 'audio' ? (
        <audio src={found.url} {...playing} />
      ) : (
        <video src={found.url} style={{ aspectRatio: `${width} / ${height}` }} {...playing} />
      )}
      <FileCard file={file} sessionKey={sessionKey} {...(note === null ? {} : { note })} />
    </div>
  );
}
