// The gateway in numbers: its version, since when it runs, and how much of the machine it takes.
import { useMemo } from 'preact/hooks';
import { bytes, duration, moment, number } from '../../parts/format.ts';
import type { Answer } from '../../parts/use-answer.ts';
import { useApp } from '../../state/app.ts';
import { roomWords } from '../../words/words.ts';
import { Answered } from '../answered.tsx';
import { useNow } from '../clock.ts';
import { type Fact, Facts } from '../facts.tsx';
import { Section } from '../view.tsx';
import type { Status } from './wire.ts';

const COUNT_MS = 5000;
const tones = { connecting: 'warn', ready: 'good', away: 'bad', refused: 'bad' } as const;
const modes = ['none', 'token', 'password', 'trusted-proxy'] as const;

export function GatewayFacts({ status }: { status: Answer<Status> }) {
  return (
    <Section title={roomWords.value.overview.gateway}>
      <Answered answer={status} rows={6}>
        {(known) => <Known status={known} />}
      </Answered>
    </Section>
  );
}

function Known({ status }: { status: Status }) {
  const { gateway } = useApp();
  const { overview, common } = roomWords.value;
  const { phase } = gateway.status.value;
  const { runtimeVersion, connections, memoryBytes } = status;
  const version = runtimeVersion || (gateway.hello.value?.server.version ?? '');
  const mode = modes.find((one) => one === gateway.hello.value?.snapshot.authMode);
  const connection = (
    <span class="row-state">
      <span class="dot" data-tone={tones[phase]} />
      {common.phases[phase]}
    </span>
  );
  const facts: (Fact | null)[] = [
    [overview.connection, connection],
    version === '' ? null : [overview.version, version],
    status.uptimeMs === undefined ? null : [overview.since, <Since key="since" status={status} />],
    mode === undefined ? null : [overview.signIn, overview.signInModes[mode]],
    connections === undefined ? null : [overview.connections, number(connections)],
    status.database === undefined ? null : [overview.database, databaseWords(status.database)],
    memoryBytes === undefined ? null : [overview.memory, bytes(memoryBytes)],
  ];
  return <Facts facts={facts} />;
}

/** The time is counted here, from what the gateway said last. */
function Since({ status }: { status: Status }) {
  const { gateway } = useApp();
  const { overview } = roomWords.value;
  const begun = useMemo(() => Date.now() - (status.uptimeMs ?? 0), [status]);
  const now = useNow(COUNT_MS);
  return (
    <>
      {moment(status.startedAt ?? begun)}{' '}
      {gateway.lost.value ? null : <span class="soft">{overview.uptime(duration(now - begun))}</span>}
    </>
  );
}

function databaseWords({ kind, bytes: size }: NonNullable<Status['database']>): string {
  const { overview } = roomWords.value;
  if (kind !== 'file') return overview.databaseRemote;
  return size === null ? overview.databaseFileUnknown : overview.databaseFile(bytes(size));
}
