// The checkpoints of a session: what was summed up, and the ways back to before it.
import { useEffect, useState } from 'preact/hooks';
import * as v from 'valibot';
import { said } from '../conversation/talk.ts';
import { SessionsChanged } from '../conversation/wire.ts';
import { Confirm } from '../parts/confirm.tsx';
import { about, moment } from '../parts/format.ts';
import { Loading, Trouble } from '../parts/states.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { useApp } from '../state/app.ts';
import { roomWords } from '../words/words.ts';
import '../styles/inspector.css';

const Checkpoint = v.object({
  checkpointId: v.string(),
  createdAt: v.number(),
  reason: v.string(),
  tokensBefore: v.optional(v.number()),
  tokensAfter: v.optional(v.number()),
  summary: v.optional(v.string(), ''),
});
type Checkpoint = v.InferOutput<typeof Checkpoint>;
const Listed = v.object({ checkpoints: v.array(Checkpoint) });
const Branched = v.object({ key: v.string() });

/** After these there may be others. */
const matters = new Set(['compact', 'checkpoint-restore', 'branch-switch', 'reset', 'rewind']);

export function CheckpointList({ sessionKey }: { sessionKey: string }) {
  const { gateway } = useApp();
  const { common, inspector } = roomWords.value;
  const { value, trouble, again } = useAnswer('sessions.compaction.list', { key: sessionKey }, Listed);
  useEffect(
    () =>
      gateway.hear('sessions.changed', (payload) => {
        const read = v.safeParse(SessionsChanged, payload);
        if (read.success && read.output.sessionKey === sessionKey && matters.has(read.output.reason ?? ''))
          void again();
      }),
    [gateway, sessionKey, again],
  );
  const why = trouble.value;
  const checkpoints = value.value?.checkpoints;
  if (why !== '') return <Trouble why={why} again={() => void again()} />;
  if (!checkpoints) return gateway.lost.value ? <p class="soft">{common.whenBack}</p> : <Loading />;
  if (checkpoints.length === 0) return <p class="soft">{inspector.noCheckpoints}</p>;
  return (
    <ol class="bare inspector-rows">
      {[...checkpoints]
        .sort((one, other) => other.createdAt - one.createdAt)
        .map((checkpoint) => (
          <Row key={checkpoint.checkpointId} sessionKey={sessionKey} checkpoint={checkpoint} />
        ))}
    </ol>
  );
}

function Row({ sessionKey: key, checkpoint }: { sessionKey: string; checkpoint: Checkpoint }) {
  const { gateway, notices, route } = useApp();
  const { common, inspector } = roomWords.value;
  const { checkpointId, createdAt, reason, tokensBefore, tokensAfter, summary } = checkpoint;
  const [asking, setAsking] = useState(false);
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      notices.complain(common.notDone(said(error)));
    }
  };
  const restore = () =>
    attempt(async () => {
      await gateway.ask('sessions.compaction.restore', { key, checkpointId }, v.unknown());
      notices.say(inspector.restored);
    });
  const branch = () =>
    attempt(async () => {
      const made = await gateway.ask('sessions.compaction.branch', { key, checkpointId }, Branched);
      route.chat(made.key);
    });
  const tokens =
    tokensBefore === undefined || tokensAfter === undefined
      ? ''
      : inspector.tokens(about(tokensBefore), about(tokensAfter));
  return (
    <li>
      <p class="inspector-words">{moment(createdAt)}</p>
      <p class="soft small">
        {[reason === 'manual' ? inspector.manual : inspector.automatic, tokens].filter(Boolean).join(' · ')}
      </p>
      {summary === '' ? null : (
        <details class="inspector-fold">
          <summary>{inspector.summary}</summary>
          <p class="inspector-text" dir="auto">
            {summary}
          </p>
        </details>
      )}
      <p class="inspector-row-foot">
        {gateway.can('sessions.compaction.restore', 'operator.admin') ? (
          <button type="button" class="link small" disabled={!gateway.ready} onClick={() => setAsking(true)}>
            {inspector.restore}
          </button>
        ) : null}
        {gateway.can('sessions.compaction.branch', 'operator.write') ? (
          <button type="button" class="link small" disabled={!gateway.ready} onClick={() => void branch()}>
            {inspector.branchFrom}
          </button>
        ) : null}
      </p>
      {asking ? (
        <Confirm
          title={inspector.restoreTitle}
          act={inspector.restore}
          onConfirm={() => void restore()}
          onClose={() => setAsking(false)}
        >
          <p>{inspector.restoreWhat(moment(createdAt))}</p>
        </Confirm>
      ) : null}
    </li>
  );
}
