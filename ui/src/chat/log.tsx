// What was said, from top to bottom. The view follows only a reader who is at the end.

import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Chunk } from '../conversation/chunks.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { memo } from '../parts/memo.tsx';
import { Empty, Loading } from '../parts/states.tsx';
import { words } from '../words/words.ts';
import { useFollowing } from './following.ts';
import { Gap } from './gap.tsx';
import { useHeldFocus } from './held-focus.ts';
import { LineView } from './lines/line.tsx';
import { useRevealed } from './revealed.ts';

type LogProps = { conversation: Conversation };

export function Log({ conversation }: LogProps) {
  const { chat } = words.value;
  const scroll = useRef<HTMLDivElement>(null);
  const { chunks, empty } = conversation.scene.value;
  const loaded = conversation.reading.loaded.value;
  const { atEnd, toEnd, leaveEnd, drawn } = useFollowing(scroll);
  useLayoutEffect(drawn);
  useRevealed(conversation, scroll, leaveEnd);
  useHeldFocus(scroll);
  return (
    <div class="log-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls with the arrow keys */}
      <div ref={scroll} class="log-scroll" role="log" aria-live="off" aria-label={chat.conversation} tabIndex={0}>
        <div class="log-lines">
          {!loaded && empty ? <Loading rows={6} /> : null}
          {loaded && empty ? (
            <Empty>
              <p>{chat.empty}</p>
            </Empty>
          ) : null}
          {chunks.map((chunk, index) => (
            <ChunkView key={chunk.id} chunk={chunk} last={index >= chunks.length - 2} conversation={conversation} />
          ))}
        </div>
      </div>
      {atEnd.value ? null : (
        <button type="button" class="plain latest" onClick={toEnd}>
          {chat.latest}
        </button>
      )}
    </div>
  );
}

type ChunkProps = { chunk: Chunk; last: boolean; conversation: Conversation };

/** Far from the screen a bundle is neither laid out nor painted. */
const ChunkView = memo(
  ({ chunk, last, conversation }: ChunkProps) => (
    <div class="chunk" data-last={last}>
      {chunk.lines.map((line) =>
        line.kind === 'gap' ? (
          <Gap key={line.key} gap={line} conversation={conversation} />
        ) : (
          <LineView key={line.key} line={line} conversation={conversation} />
        ),
      )}
    </div>
  ),
  (before: ChunkProps, after: ChunkProps) =>
    before.last === after.last &&
    before.conversation === after.conversation &&
    before.chunk.lines.length === after.chunk.lines.length &&
    before.chunk.lines.every((line, index) => line === after.chunk.lines[index]),
);
