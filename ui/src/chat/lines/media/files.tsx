// The files of a message: pictures to look at, sound and films to play, others to take along.
import type { ShownMedia } from '../../../../../src/protocol/attachments.ts';
import type { Conversation } from '../../../conversation/conversation.ts';
import { FileCard } from './file-card.tsx';
import { Picture } from './picture.tsx';
import { Player } from './player.tsx';

type FilesProps = {
  media: readonly ShownMedia[];
  conversation: Conversation;
  /** Whether a stored message of this conversation names them. */
  stored: boolean;
};

export function Files({ media, conversation, stored }: FilesProps) {
  if (media.length === 0) return null;
  const sessionKey = stored ? conversation.key : null;
  const pictures = media.filter(({ kind }) => kind === 'image');
  return (
    <ul class="bare message-files">
      {media.map((file) => (
        <li key={file.id} data-kind={file.kind}>
          {file.kind === 'image' ? (
            <Picture file={file} all={pictures} sessionKey={sessionKey} />
          ) : file.kind === 'document' ? (
            <FileCard file={file} sessionKey={sessionKey} />
          ) : (
            <Player file={file} kind={file.kind} sessionKey={sessionKey} />
          )}
        </li>
      ))}
    </ul>
  );
}
