// The answer to "is everything well?": that it is, or what to look at and what to do about it.
import { Icon } from '../../parts/icon.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { useApp } from '../../state/app.ts';
import { roomWords } from '../../words/words.ts';
import { SettingsPlace } from '../settings-place.ts';
import { useWaitingRequests } from '../waiting-requests.ts';
import { unavailableNext } from './model-state.ts';
import { type Trouble, troublesOf } from './troubles.ts';
import type { Model } from './wire.ts';

type WellbeingProps = { models: readonly Model[] | null; failed: boolean };

export function Wellbeing({ models, failed }: WellbeingProps) {
  const { gateway } = useApp();
  const { overview } = roomWords.value;
  const waiting = useWaitingRequests();
  const troubles = troublesOf({ away: gateway.lost.value !== null, failed, models, waiting });
  return (
    <section class="card wellbeing" aria-label={overview.wellbeing} aria-live="polite">
      {troubles.length === 0 ? (
        <p class="wellbeing-row" data-tone={models === null ? 'waiting' : 'good'}>
          <Icon name="check" /> {models === null ? overview.checking : overview.well}
        </p>
      ) : (
        <ul class="bare">
          {troubles.map((trouble) => (
            <li key={trouble.kind} class="wellbeing-row" data-tone={trouble.kind === 'requests' ? 'plain' : 'warn'}>
              <Icon name={trouble.kind === 'requests' ? 'device' : 'failed'} />
              <Said trouble={trouble} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Said({ trouble }: { trouble: Trouble }) {
  const { troubles } = roomWords.value.overview;
  switch (trouble.kind) {
    case 'away':
      return <p>{troubles.away}</p>;
    case 'unloaded':
      return <p>{troubles.unloaded}</p>;
    case 'model':
      return (
        <p>
          {troubles.model(trouble.model.name)} <span class="soft">{unavailableNext(trouble.model)}</span>
        </p>
      );
    case 'demo':
      return <NoModel />;
    case 'requests':
      return (
        <p>
          {troubles.requests(trouble.count)} <PlaceLink to={{ view: 'devices' }}>{troubles.seeDevices}</PlaceLink>
        </p>
      );
  }
}

function NoModel() {
  const { troubles } = roomWords.value.overview;
  const place = useAnswer('config.get', {}, SettingsPlace).value.value?.path ?? troubles.settingsFile;
  return (
    <p>
      {troubles.demo} <span class="soft">{troubles.demoNext(place)}</span>
    </p>
  );
}
