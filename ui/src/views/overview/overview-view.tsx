// Whether everything is well: the gateway, its models, who is connected, and where to go on.
import { PlaceLink } from '../../parts/place-link.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { roomWords } from '../../words/words.ts';
import { View } from '../view.tsx';
import { GatewayFacts } from './gateway-facts.tsx';
import { ModelList } from './model-list.tsx';
import { PresentList } from './present-list.tsx';
import { RecentSessions } from './recent-sessions.tsx';
import { Wellbeing } from './wellbeing.tsx';
import { Keys, Models, Status } from './wire.ts';
import '../../styles/overview.css';

export function OverviewView() {
  const { overview } = roomWords.value;
  const status = useAnswer('status', {}, Status, ['health', 'presence']);
  const models = useAnswer('models.list', {}, Models, ['health']);
  const keys = useAnswer('models.authStatus', {}, Keys);
  const failed = [status, models].some(({ trouble }) => trouble.value !== '');
  const openChat = (
    <PlaceLink to={{ view: 'chat', key: null, message: null }} class="primary">
      {overview.openChat}
    </PlaceLink>
  );
  return (
    <View title={overview.title} actions={openChat}>
      <Wellbeing models={models.value.value?.models ?? null} failed={failed} />
      <div class="overview">
        <GatewayFacts status={status} />
        <RecentSessions />
        <ModelList models={models} keys={keys.value.value} />
        <PresentList />
      </div>
    </View>
  );
}
