// What is so about the session, and what it has used.
import type { ComponentChildren } from 'preact';
import type { SessionInfo } from '../conversation/wire.ts';
import { copy } from '../parts/clipboard.ts';
import { about, dollars, moment, number } from '../parts/format.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { useApp } from '../state/app.ts';
import { lastUsed } from '../state/roster.ts';
import { roomWords } from '../words/words.ts';

export function SessionFacts({ session }: { session: SessionInfo }) {
  const { notices } = useApp();
  const { common, inspector } = roomWords.value;
  const { facts } = inspector;
  const { key, agentId, model, modelProvider, createdAt, estimatedCostUsd: cost } = session;
  const copyKey = async () => {
    if (await copy(key)) notices.say(common.copied);
    else notices.complain(inspector.notCopied);
  };
  return (
    <dl class="inspector-facts">
      <Fact name={facts.status}>{statusOf(session)}</Fact>
      <Fact name={facts.agent}>
        <PlaceLink to={{ view: 'agents', agentId }}>{agentId}</PlaceLink>
      </Fact>
      <Fact name={facts.model}>{model === undefined ? '' : [modelProvider, model].filter(Boolean).join('/')}</Fact>
      <Fact name={facts.context}>{contextOf(session)}</Fact>
      <Fact name={facts.tokens}>{tokensOf(session)}</Fact>
      <Fact name={facts.cost}>{cost === undefined ? '' : dollars(cost)}</Fact>
      <Fact name={facts.created}>{createdAt === 0 ? '' : moment(createdAt)}</Fact>
      <Fact name={facts.used}>{lastUsed(session) === 0 ? '' : moment(lastUsed(session))}</Fact>
      <Fact name={facts.key}>
        <code class="inspector-key">{key}</code>
        <IconButton icon="copy" size={14} name={inspector.copyKey} onClick={() => void copyKey()} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  if (children === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}

function statusOf({ hasActiveRun, status = '', lastInteractionAt }: SessionInfo): string {
  const { statuses } = roomWords.value.inspector;
  if (hasActiveRun) return statuses.running;
  // What was taken over from another session was answered there.
  if (status === '') return lastInteractionAt === undefined ? statuses.none : '';
  return Object.entries(statuses).find(([name]) => name === status)?.[1] ?? status;
}

/** How full the model's memory of this conversation is. */
function contextOf({ totalTokens: used, contextTokens: whole }: SessionInfo): string {
  if (used === undefined || whole === undefined || whole === 0) return '';
  const left = Math.max(0, whole - used);
  return roomWords.value.inspector.contextLeft(about(left), about(whole));
}

function tokensOf({ inputTokens = 0, outputTokens = 0 }: SessionInfo): string {
  if (inputTokens + outputTokens === 0) return '';
  return roomWords.value.inspector.inAndOut(number(inputTokens), number(outputTokens));
}
