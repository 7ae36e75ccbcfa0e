// A file that is not shown: its name, how large it is, and a way to take it along.
import { useRef, useState } from 'preact/hooks';
import type { ShownMedia } from '../../../../../src/protocol/attachments.ts';
import { said } from '../../../conversation/talk.ts';
import { bytes } from '../../../parts/format.ts';
import { Icon } from '../../../parts/icon.tsx';
import { IconButton } from '../../../parts/icon-button.tsx';
import { useApp } from '../../../state/app.ts';
import { words } from '../../../words/words.ts';
import { nameOf } from './file-name.ts';
import { wayTo } from './media-links.ts';

type FileCardProps = { file: ShownMedia; sessionKey: string | null; note?: string };

export function FileCard({ file, sessionKey, note }: FileCardProps) {
  const name = nameOf(file);
  return (
    <div class="file-card">
      <Icon name="file" size={18} />
      <span class="file-words">
        <bdi class="cut">{name}</bdi>
        <span class="soft">{note ?? bytes(file.sizeBytes)}</span>
      </span>
      <DownloadButton file={file} sessionKey={sessionKey} />
    </div>
  );
}

/** The link is asked for when it is wanted: one that stood there from the start would be over by then. */
export function DownloadButton({ file, sessionKey }: Omit<FileCardProps, 'note'>) {
  const { file: say } = words.value.chat;
  const { gateway, notices } = useApp();
  const link = useRef<HTMLAnchorElement>(null);
  const [busy, setBusy] = useState(false);
  const name = nameOf(file);
  const take = async () => {
    setBusy(true);
    try {
      const way = await wayTo(gateway, file.id, sessionKey);
      if ('gone' in way) notices.complain(`${say.gone}.`);
      else if (link.current) {
        link.current.href = way.url;
        link.current.click();
      }
    } catch (error) {
      notices.complain(`${say.failed(said(error))}.`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <IconButton
        icon="download"
        name={say.download(name)}
        disabled={busy || !gateway.ready}
        onClick={() => void take()}
      />
      {/* biome-ignore lint/a11y/useAnchorContent lint/a11y/useValidAnchor: pressed by the button, and by nobody else */}
      <a ref={link} hidden download={name} aria-hidden="true" tabIndex={-1} />
    </>
  );
}
