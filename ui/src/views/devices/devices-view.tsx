// Who asks to come in, and who may.
import { useApp } from '../../state/app.ts';
import { roomWords } from '../../words/words.ts';
import { View } from '../view.tsx';
import { DeviceLists } from './device-lists.tsx';
import '../../styles/devices.css';

export function DevicesView() {
  const { gateway } = useApp();
  const { devices } = roomWords.value;
  const may = gateway.hello.value === null || gateway.can('device.pair.list', 'operator.pairing');
  return (
    <View title={devices.title}>
      {may ? (
        <DeviceLists />
      ) : (
        <div class="card">
          <p>{devices.missingScope}</p>
          <p class="soft">{devices.missingScopeNext}</p>
        </div>
      )}
    </View>
  );
}
