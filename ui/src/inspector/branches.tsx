// The lines of the conversation: what was said otherwise, and what was left behind. One can go back to each of them.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import * as v from 'valibot';
import type { Conversation } from '../conversation/conversation.ts';
import { said } from '../conversation/talk.ts';
import { brief, number } from '../parts/format.ts';
import { useAnswer } from '../parts/use-answer.ts';
import { previewOf } from '../sessions/preview.ts';
import { useApp } from '../state/app.ts';
import { roomWords } from '../words/words.ts';

const Listed = v.object({
  branches: v.array(
    v.object({
      leafEntryId: v.string(),
      headline: v.optional(v.string(), ''),
      messageCount: v.optional(v.number(), 0),
      updatedAt: v.optional(v.string(), ''),
      active: v.boolean(),
    }),
  ),
});
type Branch = v.InferOutput<typeof Listed>['branches'][number];
const FEW = 5;

export function Branches({ conversation }: { conversation: Conversation }) {
  const { gateway, notices } = useApp();
  const { common, inspector } = roomWords.value;
  const { value, again } = useAnswer('sessions.branches.list', { sessionKey: conversation.key }, Listed);
  const all = useSignal(false);
  // What the conversation itself knows of them changes whenever one is made or taken up.
  const known = conversation.branching.branches.value;
  useEffect(() => {
    if (gateway.ready) void again();
  }, [known]);
  const branches = value.value?.branches ?? [];
  if (branches.length < 2) return null;
  const go = async (leafEntryId: string) => {
    try {
      await conversation.branching.switchTo(leafEntryId);
      notices.say(inspector.branchTaken);
    } catch (error) {
      notices.complain(common.notDone(said(error)));
    }
  };
  const may = gateway.can('sessions.branches.switch', 'operator.admin');
  return (
    <section class="inspector-part">
      <h3>{inspector.branches}</h3>
      <ul class="bare inspector-rows">
        {branches.slice(0, all.value ? undefined : FEW).map((branch) => (
          <Row key={branch.leafEntryId} branch={branch} go={may ? () => void go(branch.leafEntryId) : null} />
        ))}
      </ul>
      {branches.length > FEW && !all.value ? (
        <button
          type="button"
          class="link"
          onClick={() => {
            all.value = true;
          }}
        >
          {common.showMore(number(branches.length - FEW))}
        </button>
      ) : null}
    </section>
  );
}

function Row({
  branch: { headline, messageCount, updatedAt, active },
  go,
}: {
  branch: Branch;
  go: (() => void) | null;
}) {
  const { gateway } = useApp();
  const { inspector } = roomWords.value;
  const at = Date.parse(updatedAt);
  return (
    <li>
      <p class="inspector-words" dir="auto">
        {previewOf(headline) || inspector.statuses.none}
      </p>
      <p class="inspector-row-foot">
        <span class="soft small">
          {[inspector.messages(messageCount), ...(Number.isNaN(at) ? [] : [brief(at)])].join(' · ')}
        </span>
        {active ? <span class="tag">{inspector.branchShown}</span> : null}
        {!active && go ? (
          <button type="button" class="link small" disabled={!gateway.ready} onClick={go}>
            {inspector.branchGo}
          </button>
        ) : null}
      </p>
    </li>
  );
}
